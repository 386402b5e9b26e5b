using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Takes an address off a link.</summary>
public readonly struct DeleteAddress : INetlinkRequest
{
    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>The address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteAddress, NetlinkFlags.None);
        writer.Append(new InterfaceAddress { Family = AddressFamily.Of(Address), PrefixLength = (byte)PrefixLength, Index = Link });
        writer.Address(AddressAttribute.Local, Address);
    }
}
