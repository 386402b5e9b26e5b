namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the reject expression.</summary>
internal static class RejectAttribute
{
    /// <summary><c>NFTA_REJECT_TYPE</c>.</summary>
    public const ushort Type = 1;

    /// <summary><c>NFTA_REJECT_ICMP_CODE</c>.</summary>
    public const ushort Code = 2;
}
