namespace Linkspan.Netlink.Route;

/// <summary>Well-known routing tables (enum rt_class_t).</summary>
public static class RouteTable
{
    /// <summary><c>RT_TABLE_DEFAULT</c>.</summary>
    public const uint Default = 253;

    /// <summary><c>RT_TABLE_MAIN</c>.</summary>
    public const uint Main = 254;

    /// <summary><c>RT_TABLE_LOCAL</c>.</summary>
    public const uint Local = 255;
}
