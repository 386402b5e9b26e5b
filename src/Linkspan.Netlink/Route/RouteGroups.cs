namespace Linkspan.Netlink.Route;

/// <summary>What a <see cref="RouteMonitor"/> tells of.</summary>
[Flags]
public enum RouteGroups
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Links (RTNLGRP_LINK).</summary>
    Links = 1,

    /// <summary>Addresses of both families (RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR).</summary>
    Addresses = 2,

    /// <summary>Routes of both families (RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE).</summary>
    Routes = 4,

    /// <summary>Neighbours and forwarding entries (RTNLGRP_NEIGH).</summary>
    Neighbours = 8,

    /// <summary>Routing rules of both families (RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE); told by <see cref="RouteWatch"/> only.</summary>
    Rules = 16,

    /// <summary>Qdiscs and their filters (RTNLGRP_TC); told by <see cref="RouteWatch"/> only.</summary>
    Filters = 32,
}
