namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the limit expression.</summary>
internal static class LimitAttribute
{
    /// <summary><c>NFTA_LIMIT_RATE</c>.</summary>
    public const ushort Rate = 1;

    /// <summary><c>NFTA_LIMIT_UNIT</c>.</summary>
    public const ushort Unit = 2;

    /// <summary><c>NFTA_LIMIT_BURST</c>.</summary>
    public const ushort Burst = 3;

    /// <summary><c>NFTA_LIMIT_TYPE</c>.</summary>
    public const ushort Type = 4;

    /// <summary><c>NFTA_LIMIT_FLAGS</c>.</summary>
    public const ushort Flags = 5;
}
