namespace Linkspan.Netlink.Filter;

/// <summary>Header that an offset counts from (enum nft_payload_bases).</summary>
public enum PayloadBase : uint
{
    /// <summary><c>NFT_PAYLOAD_LL_HEADER</c>.</summary>
    Link = 0,

    /// <summary><c>NFT_PAYLOAD_NETWORK_HEADER</c>.</summary>
    Network = 1,

    /// <summary><c>NFT_PAYLOAD_TRANSPORT_HEADER</c>.</summary>
    Transport = 2,
}
