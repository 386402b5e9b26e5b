namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a table.</summary>
internal static class TableAttribute
{
    /// <summary><c>NFTA_TABLE_NAME</c>.</summary>
    public const ushort Name = 1;

    /// <summary><c>NFTA_TABLE_FLAGS</c>.</summary>
    public const ushort Flags = 2;

    /// <summary><c>NFTA_TABLE_USE</c>.</summary>
    public const ushort Use = 3;

    /// <summary><c>NFTA_TABLE_HANDLE</c>.</summary>
    public const ushort Handle = 4;

    /// <summary><c>NFTA_TABLE_USERDATA</c>.</summary>
    public const ushort UserData = 6;

    /// <summary><c>NFTA_TABLE_OWNER</c>.</summary>
    public const ushort Owner = 7;
}
