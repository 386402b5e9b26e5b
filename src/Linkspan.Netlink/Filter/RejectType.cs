namespace Linkspan.Netlink.Filter;

/// <summary>How a packet is rejected (enum nft_reject_types).</summary>
public enum RejectType : uint
{
    /// <summary><c>NFT_REJECT_ICMP_UNREACH</c>.</summary>
    IcmpUnreachable = 0,

    /// <summary><c>NFT_REJECT_TCP_RST</c>.</summary>
    TcpReset = 1,

    /// <summary>ICMP or ICMPv6, whichever the packet is: <c>NFT_REJECT_ICMPX_UNREACH</c>.</summary>
    IcmpxUnreachable = 2,
}
