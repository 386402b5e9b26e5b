namespace Linkspan.Netlink.Filter;

/// <summary>Flags of a set or map.</summary>
[Flags]
public enum SetFlags : uint
{
    /// <summary><c>NFT_SET_ANONYMOUS</c>.</summary>
    Anonymous = 1,

    /// <summary>No element comes or goes once it is used: <c>NFT_SET_CONSTANT</c>.</summary>
    Constant = 2,

    /// <summary>Elements are ranges. Such a set is cloned at every commit: <c>NFT_SET_INTERVAL</c>.</summary>
    Interval = 4,

    /// <summary><c>NFT_SET_MAP</c>.</summary>
    Map = 8,

    /// <summary>Elements may expire: <c>NFT_SET_TIMEOUT</c>.</summary>
    Timeout = 0x10,

    /// <summary>Rules add elements: <c>NFT_SET_EVAL</c>.</summary>
    Evaluated = 0x20,

    /// <summary>Ranges of several fields: <c>NFT_SET_CONCAT</c>.</summary>
    Concatenated = 0x80,
}
