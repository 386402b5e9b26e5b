using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Deletes an entry of a forwarding table; ENOENT where there is none.</summary>
public readonly struct DeleteFdbEntry : INetlinkRequest
{
    /// <summary>Index of the VXLAN, or of the bridge's port.</summary>
    public required int Link { get; init; }

    /// <summary>Hardware address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>VTEP; null for an entry of the bridge that the link is a port of.</summary>
    public IPAddress? Vtep { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteNeighbour, NetlinkFlags.None);
        writer.Append(new NeighbourHeader
        {
            Family = AddressFamily.Bridge,
            Index = Link,
            Flags = (byte)(Vtep is null ? FdbFlags.Master : FdbFlags.Self),
        });
        writer.Mac(NeighbourAttribute.LinkAddress, Mac);
        if (Vtep is not null)
        {
            writer.Address(NeighbourAttribute.Destination, Vtep);
        }
    }
}
