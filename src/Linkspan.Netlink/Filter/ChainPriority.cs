namespace Linkspan.Netlink.Filter;

/// <summary>Priorities of base chains: lower runs earlier (enum nf_ip_hook_priorities).</summary>
public static class ChainPriority
{
    /// <summary>Before connection tracking: <c>NF_IP_PRI_RAW</c>.</summary>
    public const int Raw = -300;

    /// <summary>Changing packets: <c>NF_IP_PRI_MANGLE</c>.</summary>
    public const int Mangle = -150;

    /// <summary>Translating destinations: <c>NF_IP_PRI_NAT_DST</c>.</summary>
    public const int DestinationNat = -100;

    /// <summary>Filtering: <c>NF_IP_PRI_FILTER</c>.</summary>
    public const int Filter = 0;

    /// <summary>Translating sources: <c>NF_IP_PRI_NAT_SRC</c>.</summary>
    public const int SourceNat = 100;
}
