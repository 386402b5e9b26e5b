namespace Linkspan.Netlink.Filter;

/// <summary>Level of a log line (enum nft_log_level).</summary>
public enum LogLevel : uint
{
    /// <summary><c>NFT_LOGLEVEL_WARNING</c>.</summary>
    Warning = 4,

    /// <summary><c>NFT_LOGLEVEL_NOTICE</c>.</summary>
    Notice = 5,

    /// <summary><c>NFT_LOGLEVEL_INFO</c>.</summary>
    Information = 6,

    /// <summary><c>NFT_LOGLEVEL_DEBUG</c>.</summary>
    Debug = 7,
}
