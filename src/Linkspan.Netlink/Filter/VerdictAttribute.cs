namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a verdict.</summary>
internal static class VerdictAttribute
{
    /// <summary><c>NFTA_VERDICT_CODE</c>.</summary>
    public const ushort Code = 1;

    /// <summary><c>NFTA_VERDICT_CHAIN</c>.</summary>
    public const ushort Chain = 2;
}
