namespace Linkspan.Netlink.Route;

/// <summary>How ipvlans of one parent treat one another (linux/if_link.h).</summary>
[Flags]
public enum IpvlanFlags : ushort
{
    /// <summary>Directly.</summary>
    Bridge = 0,

    /// <summary>They do not reach one another: <c>IPVLAN_F_PRIVATE</c>.</summary>
    Private = 1,

    /// <summary>By way of the switch outside: <c>IPVLAN_F_VEPA</c>.</summary>
    Vepa = 2,
}
