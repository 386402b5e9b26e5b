namespace Linkspan.Netlink.Route;

/// <summary>Layer at which an ipvlan works (linux/if_link.h).</summary>
public enum IpvlanMode : ushort
{
    /// <summary><c>IPVLAN_MODE_L2</c>.</summary>
    L2 = 0,

    /// <summary><c>IPVLAN_MODE_L3</c>.</summary>
    L3 = 1,

    /// <summary><c>IPVLAN_MODE_L3S</c>: layer 3, passing the host's netfilter.</summary>
    L3Symmetric = 2,
}
