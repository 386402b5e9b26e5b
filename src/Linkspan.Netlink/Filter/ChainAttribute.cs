namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a chain.</summary>
internal static class ChainAttribute
{
    /// <summary><c>NFTA_CHAIN_TABLE</c>.</summary>
    public const ushort Table = 1;

    /// <summary><c>NFTA_CHAIN_HANDLE</c>.</summary>
    public const ushort Handle = 2;

    /// <summary><c>NFTA_CHAIN_NAME</c>.</summary>
    public const ushort Name = 3;

    /// <summary><c>NFTA_CHAIN_HOOK</c>.</summary>
    public const ushort Hook = 4;

    /// <summary><c>NFTA_CHAIN_POLICY</c>.</summary>
    public const ushort Policy = 5;

    /// <summary><c>NFTA_CHAIN_USE</c>.</summary>
    public const ushort Use = 6;

    /// <summary><c>NFTA_CHAIN_TYPE</c>.</summary>
    public const ushort Type = 7;

    /// <summary><c>NFTA_CHAIN_FLAGS</c>.</summary>
    public const ushort Flags = 10;

    /// <summary><c>NFTA_CHAIN_USERDATA</c>.</summary>
    public const ushort UserData = 12;
}
