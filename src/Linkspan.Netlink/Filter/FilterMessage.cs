namespace Linkspan.Netlink.Filter;

/// <summary>Message types of nf_tables, without the subsystem (enum nf_tables_msg_types).</summary>
internal static class FilterMessage
{
    /// <summary><c>NFT_MSG_NEWTABLE</c>.</summary>
    public const ushort NewTable = 0;

    /// <summary><c>NFT_MSG_GETTABLE</c>.</summary>
    public const ushort GetTable = 1;

    /// <summary><c>NFT_MSG_DELTABLE</c>.</summary>
    public const ushort DeleteTable = 2;

    /// <summary><c>NFT_MSG_NEWCHAIN</c>.</summary>
    public const ushort NewChain = 3;

    /// <summary><c>NFT_MSG_GETCHAIN</c>.</summary>
    public const ushort GetChain = 4;

    /// <summary><c>NFT_MSG_DELCHAIN</c>.</summary>
    public const ushort DeleteChain = 5;

    /// <summary><c>NFT_MSG_NEWRULE</c>.</summary>
    public const ushort NewRule = 6;

    /// <summary><c>NFT_MSG_GETRULE</c>.</summary>
    public const ushort GetRule = 7;

    /// <summary><c>NFT_MSG_DELRULE</c>.</summary>
    public const ushort DeleteRule = 8;

    /// <summary><c>NFT_MSG_NEWSET</c>.</summary>
    public const ushort NewSet = 9;

    /// <summary><c>NFT_MSG_GETSET</c>.</summary>
    public const ushort GetSet = 10;

    /// <summary><c>NFT_MSG_DELSET</c>.</summary>
    public const ushort DeleteSet = 11;

    /// <summary><c>NFT_MSG_NEWSETELEM</c>.</summary>
    public const ushort NewElement = 12;

    /// <summary><c>NFT_MSG_GETSETELEM</c>.</summary>
    public const ushort GetElement = 13;

    /// <summary><c>NFT_MSG_DELSETELEM</c>.</summary>
    public const ushort DeleteElement = 14;

    /// <summary><c>NFT_MSG_NEWGEN</c>.</summary>
    public const ushort NewGeneration = 15;

    /// <summary><c>NFT_MSG_GETGEN</c>.</summary>
    public const ushort GetGeneration = 16;
}
