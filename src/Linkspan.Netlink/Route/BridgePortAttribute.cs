namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a bridge port.</summary>
public static class BridgePortAttribute
{
    /// <summary><c>IFLA_BRPORT_STATE</c>.</summary>
    public const ushort State = 1;

    /// <summary><c>IFLA_BRPORT_PRIORITY</c>.</summary>
    public const ushort Priority = 2;

    /// <summary><c>IFLA_BRPORT_COST</c>.</summary>
    public const ushort Cost = 3;

    /// <summary><c>IFLA_BRPORT_MODE</c>.</summary>
    public const ushort Hairpin = 4;

    /// <summary><c>IFLA_BRPORT_GUARD</c>.</summary>
    public const ushort Guard = 5;

    /// <summary><c>IFLA_BRPORT_PROTECT</c>.</summary>
    public const ushort Protect = 6;

    /// <summary><c>IFLA_BRPORT_FAST_LEAVE</c>.</summary>
    public const ushort FastLeave = 7;

    /// <summary><c>IFLA_BRPORT_LEARNING</c>.</summary>
    public const ushort Learning = 8;

    /// <summary><c>IFLA_BRPORT_UNICAST_FLOOD</c>.</summary>
    public const ushort UnicastFlood = 9;

    /// <summary><c>IFLA_BRPORT_PROXYARP</c>.</summary>
    public const ushort ProxyArp = 10;

    /// <summary><c>IFLA_BRPORT_MCAST_FLOOD</c>.</summary>
    public const ushort MulticastFlood = 27;

    /// <summary><c>IFLA_BRPORT_BCAST_FLOOD</c>.</summary>
    public const ushort BroadcastFlood = 30;

    /// <summary><c>IFLA_BRPORT_NEIGH_SUPPRESS</c>.</summary>
    public const ushort NeighbourSuppress = 32;

    /// <summary><c>IFLA_BRPORT_ISOLATED</c>.</summary>
    public const ushort Isolated = 33;
}
