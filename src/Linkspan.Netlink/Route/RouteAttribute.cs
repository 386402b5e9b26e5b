namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a route (enum rtattr_type_t).</summary>
public static class RouteAttribute
{
    /// <summary><c>RTA_DST</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>RTA_SRC</c>.</summary>
    public const ushort Source = 2;

    /// <summary><c>RTA_IIF</c>.</summary>
    public const ushort Input = 3;

    /// <summary><c>RTA_OIF</c>.</summary>
    public const ushort Output = 4;

    /// <summary><c>RTA_GATEWAY</c>.</summary>
    public const ushort Gateway = 5;

    /// <summary><c>RTA_PRIORITY</c>.</summary>
    public const ushort Priority = 6;

    /// <summary><c>RTA_PREFSRC</c>.</summary>
    public const ushort PreferredSource = 7;

    /// <summary><c>RTA_METRICS</c>.</summary>
    public const ushort Metrics = 8;

    /// <summary><c>RTA_MULTIPATH</c>.</summary>
    public const ushort Multipath = 9;

    /// <summary><c>RTA_CACHEINFO</c>.</summary>
    public const ushort Cache = 12;

    /// <summary><c>RTA_TABLE</c>.</summary>
    public const ushort Table = 15;

    /// <summary><c>RTA_MARK</c>.</summary>
    public const ushort Mark = 16;
}
