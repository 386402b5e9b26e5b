namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a piece of data.</summary>
internal static class DataAttribute
{
    /// <summary><c>NFTA_DATA_VALUE</c>.</summary>
    public const ushort Value = 1;

    /// <summary><c>NFTA_DATA_VERDICT</c>.</summary>
    public const ushort Verdict = 2;
}
