namespace Linkspan.Netlink.Route;

/// <summary>Attributes inside <see cref="LinkAttribute.LinkInfo"/>.</summary>
public static class LinkInfoAttribute
{
    /// <summary><c>IFLA_INFO_KIND</c>.</summary>
    public const ushort Kind = 1;

    /// <summary><c>IFLA_INFO_DATA</c>.</summary>
    public const ushort Data = 2;

    /// <summary><c>IFLA_INFO_SLAVE_KIND</c>.</summary>
    public const ushort SlaveKind = 4;

    /// <summary><c>IFLA_INFO_SLAVE_DATA</c>.</summary>
    public const ushort SlaveData = 5;
}
