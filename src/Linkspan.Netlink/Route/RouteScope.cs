namespace Linkspan.Netlink.Route;

/// <summary>How far an address or route reaches (enum rt_scope_t).</summary>
public enum RouteScope : byte
{
    /// <summary>Anywhere: <c>RT_SCOPE_UNIVERSE</c>.</summary>
    Universe = 0,

    /// <summary>The site: <c>RT_SCOPE_SITE</c>.</summary>
    Site = 200,

    /// <summary>The link: <c>RT_SCOPE_LINK</c>.</summary>
    Link = 253,

    /// <summary>This host: <c>RT_SCOPE_HOST</c>.</summary>
    Host = 254,

    /// <summary>Nowhere: <c>RT_SCOPE_NOWHERE</c>.</summary>
    Nowhere = 255,
}
