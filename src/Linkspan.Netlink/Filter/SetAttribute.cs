namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a set or map.</summary>
internal static class SetAttribute
{
    /// <summary><c>NFTA_SET_TABLE</c>.</summary>
    public const ushort Table = 1;

    /// <summary><c>NFTA_SET_NAME</c>.</summary>
    public const ushort Name = 2;

    /// <summary><c>NFTA_SET_FLAGS</c>.</summary>
    public const ushort Flags = 3;

    /// <summary><c>NFTA_SET_KEY_TYPE</c>.</summary>
    public const ushort KeyType = 4;

    /// <summary><c>NFTA_SET_KEY_LEN</c>.</summary>
    public const ushort KeyLength = 5;

    /// <summary><c>NFTA_SET_DATA_TYPE</c>.</summary>
    public const ushort DataType = 6;

    /// <summary><c>NFTA_SET_DATA_LEN</c>.</summary>
    public const ushort DataLength = 7;

    /// <summary><c>NFTA_SET_POLICY</c>.</summary>
    public const ushort Policy = 8;

    /// <summary><c>NFTA_SET_DESC</c>.</summary>
    public const ushort Description = 9;

    /// <summary><c>NFTA_SET_ID</c>.</summary>
    public const ushort Id = 10;

    /// <summary><c>NFTA_SET_TIMEOUT</c>.</summary>
    public const ushort Timeout = 11;

    /// <summary><c>NFTA_SET_USERDATA</c>.</summary>
    public const ushort UserData = 13;

    /// <summary><c>NFTA_SET_HANDLE</c>.</summary>
    public const ushort Handle = 16;
}
