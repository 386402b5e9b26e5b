namespace Linkspan.Netlink.Filter;

/// <summary>How an address or port is chosen (linux/netfilter/nf_nat.h).</summary>
[Flags]
public enum NatFlags : uint
{
    /// <summary><c>NF_NAT_RANGE_MAP_IPS</c>.</summary>
    MapIps = 1,

    /// <summary><c>NF_NAT_RANGE_PROTO_SPECIFIED</c>.</summary>
    ProtocolSpecified = 2,

    /// <summary><c>NF_NAT_RANGE_PROTO_RANDOM</c>.</summary>
    Random = 4,

    /// <summary><c>NF_NAT_RANGE_PERSISTENT</c>.</summary>
    Persistent = 8,

    /// <summary><c>NF_NAT_RANGE_PROTO_RANDOM_FULLY</c>.</summary>
    FullyRandom = 0x10,
}
