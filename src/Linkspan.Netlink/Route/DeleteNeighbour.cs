using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Deletes a neighbour; ENOENT where there is none.</summary>
public readonly struct DeleteNeighbour : INetlinkRequest
{
    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>IP address.</summary>
    public required IPAddress Address { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteNeighbour, NetlinkFlags.None);
        writer.Append(new NeighbourHeader { Family = AddressFamily.Of(Address), Index = Link });
        writer.Address(NeighbourAttribute.Destination, Address);
    }
}
