using System.Net;
using System.Runtime.InteropServices;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Gives a link an address.</summary>
public readonly struct AddAddress : INetlinkRequest
{
    /// <summary>An address that lives for ever.</summary>
    public AddAddress()
    {
    }

    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>The address, of either family.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>Flags. IPv6 in a namespace of one's own: <see cref="AddressFlags.NoDuplicateDetection"/>, else it is unusable for a second.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>Scope.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>Broadcast address (IPv4); null for none.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>How long it is to be used for new connections, in seconds; at most <see cref="ValidSeconds"/>.</summary>
    public uint PreferredSeconds { get; init; } = uint.MaxValue;

    /// <summary>How long it lives, in seconds; all ones is for ever.</summary>
    public uint ValidSeconds { get; init; } = uint.MaxValue;

    /// <summary>Succeeds where the link has the address, and updates its flags.</summary>
    public bool Replace { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewAddress, NetlinkFlags.Create | (Replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive));
        writer.Append(new InterfaceAddress
        {
            Family = AddressFamily.Of(Address),
            PrefixLength = (byte)PrefixLength,
            Flags = (byte)Flags,
            Scope = (byte)Scope,
            Index = Link,
        });
        writer.Address(AddressAttribute.Local, Address);
        writer.Address(AddressAttribute.Address, Address);
        if (Broadcast is not null)
        {
            writer.Address(AddressAttribute.Broadcast, Broadcast);
        }

        if (ValidSeconds != uint.MaxValue)
        {
            Span<byte> lifetimes = stackalloc byte[16]; // struct ifa_cacheinfo; when it came is the kernel's to know
            lifetimes.Clear();
            MemoryMarshal.Write(lifetimes, PreferredSeconds);
            MemoryMarshal.Write(lifetimes[4..], ValidSeconds);
            writer.Bytes(AddressAttribute.Cache, lifetimes);
        }

        if (Flags != AddressFlags.None)
        {
            writer.U32(AddressAttribute.Flags, (uint)Flags);
        }
    }
}
