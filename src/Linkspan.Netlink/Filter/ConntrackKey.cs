namespace Linkspan.Netlink.Filter;

/// <summary>What the ct expression reads (enum nft_ct_keys).</summary>
public enum ConntrackKey : uint
{
    /// <summary><c>NFT_CT_STATE</c>.</summary>
    State = 0,

    /// <summary><c>NFT_CT_DIRECTION</c>.</summary>
    Direction = 1,

    /// <summary><c>NFT_CT_STATUS</c>.</summary>
    Status = 2,

    /// <summary><c>NFT_CT_MARK</c>.</summary>
    Mark = 3,

    /// <summary><c>NFT_CT_SRC</c>.</summary>
    Source = 8,

    /// <summary><c>NFT_CT_DST</c>.</summary>
    Destination = 9,

    /// <summary><c>NFT_CT_PROTOCOL</c>.</summary>
    Protocol = 10,

    /// <summary><c>NFT_CT_PROTO_SRC</c>.</summary>
    ProtocolSource = 11,

    /// <summary><c>NFT_CT_PROTO_DST</c>.</summary>
    ProtocolDestination = 12,

    /// <summary><c>NFT_CT_ZONE</c>.</summary>
    Zone = 17,

    /// <summary><c>NFT_CT_SRC_IP</c>.</summary>
    SourceIPv4 = 19,

    /// <summary><c>NFT_CT_DST_IP</c>.</summary>
    DestinationIPv4 = 20,

    /// <summary><c>NFT_CT_SRC_IP6</c>.</summary>
    SourceIPv6 = 21,

    /// <summary><c>NFT_CT_DST_IP6</c>.</summary>
    DestinationIPv6 = 22,
}
