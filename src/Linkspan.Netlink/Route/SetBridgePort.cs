using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Changes how a bridge treats one of its ports; what is null stays as it is.</summary>
public readonly struct SetBridgePort : INetlinkRequest
{
    /// <summary>Index of the port's link.</summary>
    public required int Index { get; init; }

    /// <summary>Isolated ports reach ports that are not, but not one another.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Frames may leave by the port they came in from.</summary>
    public bool? Hairpin { get; init; }

    /// <summary>Source addresses are learnt.</summary>
    public bool? Learning { get; init; }

    /// <summary>Frames to unknown addresses go out here.</summary>
    public bool? UnicastFlood { get; init; }

    /// <summary>Multicast without a known listener goes out here.</summary>
    public bool? MulticastFlood { get; init; }

    /// <summary>Broadcast goes out here.</summary>
    public bool? BroadcastFlood { get; init; }

    /// <summary>ARP and neighbour discovery are answered by the bridge where it knows the answer.</summary>
    public bool? NeighbourSuppress { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.SetLink, NetlinkFlags.None);
        writer.Append(new InterfaceInfo { Family = AddressFamily.Bridge, Index = Index });
        int port = writer.Begin(LinkAttribute.ProtocolInfo);
        writer.Boolean(BridgePortAttribute.Isolated, Isolated);
        writer.Boolean(BridgePortAttribute.Hairpin, Hairpin);
        writer.Boolean(BridgePortAttribute.Learning, Learning);
        writer.Boolean(BridgePortAttribute.UnicastFlood, UnicastFlood);
        writer.Boolean(BridgePortAttribute.MulticastFlood, MulticastFlood);
        writer.Boolean(BridgePortAttribute.BroadcastFlood, BroadcastFlood);
        writer.Boolean(BridgePortAttribute.NeighbourSuppress, NeighbourSuppress);
        writer.End(port);
    }
}
