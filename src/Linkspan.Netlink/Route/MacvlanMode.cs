namespace Linkspan.Netlink.Route;

/// <summary>How macvlans of one parent treat one another (enum macvlan_mode).</summary>
public enum MacvlanMode : uint
{
    /// <summary>They do not reach one another: <c>MACVLAN_MODE_PRIVATE</c>.</summary>
    Private = 1,

    /// <summary>By way of the switch outside, which must send frames back: <c>MACVLAN_MODE_VEPA</c>.</summary>
    Vepa = 2,

    /// <summary>Directly: <c>MACVLAN_MODE_BRIDGE</c>.</summary>
    Bridge = 4,

    /// <summary>One only, which takes the parent over: <c>MACVLAN_MODE_PASSTHRU</c>.</summary>
    PassThrough = 8,
}
