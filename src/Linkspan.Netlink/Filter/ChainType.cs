namespace Linkspan.Netlink.Filter;

/// <summary>Type of a base chain.</summary>
public enum ChainType
{
    /// <summary><c>filter</c>: every packet passes.</summary>
    Filter,

    /// <summary><c>nat</c>: the first packet of each connection passes.</summary>
    Nat,

    /// <summary><c>route</c>: a changed packet is routed again.</summary>
    Route,
}
