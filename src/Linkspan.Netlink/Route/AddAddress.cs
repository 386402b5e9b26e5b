using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Gives a link an address.</summary>
public readonly struct AddAddress : INetlinkRequest
{
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

        if (Flags != AddressFlags.None)
        {
            writer.U32(AddressAttribute.Flags, (uint)Flags);
        }
    }
}
