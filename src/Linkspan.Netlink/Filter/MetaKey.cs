namespace Linkspan.Netlink.Filter;

/// <summary>What the meta expression reads (enum nft_meta_keys).</summary>
public enum MetaKey : uint
{
    /// <summary><c>NFT_META_LEN</c>.</summary>
    Length = 0,

    /// <summary><c>NFT_META_PROTOCOL</c>.</summary>
    Protocol = 1,

    /// <summary><c>NFT_META_PRIORITY</c>.</summary>
    Priority = 2,

    /// <summary><c>NFT_META_MARK</c>.</summary>
    Mark = 3,

    /// <summary><c>NFT_META_IIF</c>.</summary>
    InputIndex = 4,

    /// <summary><c>NFT_META_OIF</c>.</summary>
    OutputIndex = 5,

    /// <summary><c>NFT_META_IIFNAME</c>.</summary>
    InputName = 6,

    /// <summary><c>NFT_META_OIFNAME</c>.</summary>
    OutputName = 7,

    /// <summary><c>NFT_META_IIFTYPE</c>.</summary>
    InputType = 8,

    /// <summary><c>NFT_META_OIFTYPE</c>.</summary>
    OutputType = 9,

    /// <summary><c>NFT_META_SKUID</c>.</summary>
    SocketUser = 10,

    /// <summary><c>NFT_META_SKGID</c>.</summary>
    SocketGroup = 11,

    /// <summary><c>NFT_META_BRI_IIFNAME</c>.</summary>
    BridgeInputName = 17,

    /// <summary><c>NFT_META_BRI_OIFNAME</c>.</summary>
    BridgeOutputName = 18,

    /// <summary><c>NFT_META_NFPROTO</c>.</summary>
    NetfilterFamily = 15,

    /// <summary><c>NFT_META_L4PROTO</c>.</summary>
    TransportProtocol = 16,

    /// <summary><c>NFT_META_PKTTYPE</c>.</summary>
    PacketType = 19,

    /// <summary><c>NFT_META_IIFGROUP</c>.</summary>
    InputGroup = 21,

    /// <summary><c>NFT_META_OIFGROUP</c>.</summary>
    OutputGroup = 22,

    /// <summary><c>NFT_META_IIFKIND</c>.</summary>
    InputKind = 26,

    /// <summary><c>NFT_META_OIFKIND</c>.</summary>
    OutputKind = 27,
}
