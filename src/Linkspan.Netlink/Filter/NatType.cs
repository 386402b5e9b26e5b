namespace Linkspan.Netlink.Filter;

/// <summary>Direction of a translation (enum nft_nat_types).</summary>
public enum NatType : uint
{
    /// <summary><c>NFT_NAT_SNAT</c>.</summary>
    Source = 0,

    /// <summary><c>NFT_NAT_DNAT</c>.</summary>
    Destination = 1,
}
