namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the log expression.</summary>
internal static class LogAttribute
{
    /// <summary><c>NFTA_LOG_GROUP</c>.</summary>
    public const ushort Group = 1;

    /// <summary><c>NFTA_LOG_PREFIX</c>.</summary>
    public const ushort Prefix = 2;

    /// <summary><c>NFTA_LOG_SNAPLEN</c>.</summary>
    public const ushort SnapLength = 3;

    /// <summary><c>NFTA_LOG_LEVEL</c>.</summary>
    public const ushort Level = 5;

    /// <summary><c>NFTA_LOG_FLAGS</c>.</summary>
    public const ushort Flags = 6;
}
