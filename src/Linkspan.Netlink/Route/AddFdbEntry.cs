using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// Adds or replaces an entry of a forwarding table: behind which VTEP (VXLAN) or port (bridge) a hardware address is. The zero address
/// of a VXLAN stands for all that is unknown and may have several VTEPs: see <see cref="Append"/>.
/// </summary>
public readonly struct AddFdbEntry : INetlinkRequest
{
    /// <summary>Index of the VXLAN, or of the bridge's port.</summary>
    public required int Link { get; init; }

    /// <summary>Hardware address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>VTEP; null for an entry of the bridge that the link is a port of.</summary>
    public IPAddress? Vtep { get; init; }

    /// <summary>One more VTEP for the same address, instead of replacing the one that is there.</summary>
    public bool Append { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewNeighbour, NetlinkFlags.Create | (Append ? NetlinkFlags.Append : NetlinkFlags.Replace));
        writer.Append(new NeighbourHeader
        {
            Family = AddressFamily.Bridge,
            Index = Link,
            State = (ushort)(Vtep is null ? NeighbourState.NoArp : NeighbourState.Permanent),
            Flags = (byte)(Vtep is null ? FdbFlags.Master : FdbFlags.Self),
        });
        writer.Mac(NeighbourAttribute.LinkAddress, Mac);
        if (Vtep is not null)
        {
            writer.Address(NeighbourAttribute.Destination, Vtep);
        }
    }
}
