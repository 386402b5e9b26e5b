namespace Linkspan.Netlink.Route;

/// <summary>Flags of a link (<c>ifi_flags</c>, linux/if.h).</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Set up by the administrator: <c>IFF_UP</c>.</summary>
    Up = 0x1,

    /// <summary><c>IFF_BROADCAST</c>.</summary>
    Broadcast = 0x2,

    /// <summary><c>IFF_LOOPBACK</c>.</summary>
    Loopback = 0x8,

    /// <summary><c>IFF_POINTOPOINT</c>.</summary>
    PointToPoint = 0x10,

    /// <summary>Operational: <c>IFF_RUNNING</c>.</summary>
    Running = 0x40,

    /// <summary><c>IFF_NOARP</c>.</summary>
    NoArp = 0x80,

    /// <summary><c>IFF_PROMISC</c>.</summary>
    Promiscuous = 0x100,

    /// <summary><c>IFF_ALLMULTI</c>.</summary>
    AllMulticast = 0x200,

    /// <summary><c>IFF_MULTICAST</c>.</summary>
    Multicast = 0x1000,

    /// <summary>The lower layer is up, there is a carrier: <c>IFF_LOWER_UP</c>.</summary>
    LowerUp = 0x10000,
}
