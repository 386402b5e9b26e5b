namespace Linkspan.Netlink.Route;

/// <summary>What a route does with a packet (linux/rtnetlink.h).</summary>
public enum RouteType : byte
{
    /// <summary><c>RTN_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary>Gateway or direct: <c>RTN_UNICAST</c>.</summary>
    Unicast = 1,

    /// <summary>Accept here: <c>RTN_LOCAL</c>.</summary>
    Local = 2,

    /// <summary><c>RTN_BROADCAST</c>.</summary>
    Broadcast = 3,

    /// <summary><c>RTN_ANYCAST</c>.</summary>
    Anycast = 4,

    /// <summary><c>RTN_MULTICAST</c>.</summary>
    Multicast = 5,

    /// <summary>Drop silently: <c>RTN_BLACKHOLE</c>.</summary>
    Blackhole = 6,

    /// <summary>Answer "destination unreachable": <c>RTN_UNREACHABLE</c>.</summary>
    Unreachable = 7,

    /// <summary>Answer "administratively prohibited": <c>RTN_PROHIBIT</c>.</summary>
    Prohibit = 8,

    /// <summary>Go on in the next table: <c>RTN_THROW</c>.</summary>
    Throw = 9,
}
