namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the cmp expression.</summary>
internal static class CompareAttribute
{
    /// <summary><c>NFTA_CMP_SREG</c>.</summary>
    public const ushort Source = 1;

    /// <summary><c>NFTA_CMP_OP</c>.</summary>
    public const ushort Operator = 2;

    /// <summary><c>NFTA_CMP_DATA</c>.</summary>
    public const ushort Data = 3;
}
