namespace Linkspan.Netlink.Filter;

/// <summary>Reason of an <see cref="RejectType.IcmpxUnreachable"/> (enum nft_reject_inet_code).</summary>
public enum RejectCode : byte
{
    /// <summary><c>NFT_REJECT_ICMPX_NO_ROUTE</c>.</summary>
    NoRoute = 0,

    /// <summary><c>NFT_REJECT_ICMPX_PORT_UNREACH</c>.</summary>
    PortUnreachable = 1,

    /// <summary><c>NFT_REJECT_ICMPX_HOST_UNREACH</c>.</summary>
    HostUnreachable = 2,

    /// <summary><c>NFT_REJECT_ICMPX_ADMIN_PROHIBITED</c>.</summary>
    AdministrativelyProhibited = 3,
}
