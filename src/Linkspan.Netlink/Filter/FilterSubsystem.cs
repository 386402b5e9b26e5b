namespace Linkspan.Netlink.Filter;

/// <summary>Numbers of nfnetlink that nf_tables uses (linux/netfilter/nfnetlink.h).</summary>
internal static class FilterSubsystem
{
    /// <summary><c>NFNL_SUBSYS_NFTABLES</c>.</summary>
    public const ushort Tables = 10;

    /// <summary><c>NFNL_MSG_BATCH_BEGIN</c>.</summary>
    public const ushort BatchBegin = 16;

    /// <summary><c>NFNL_MSG_BATCH_END</c>.</summary>
    public const ushort BatchEnd = 17;

    /// <summary><c>NFNLGRP_NFTABLES</c>.</summary>
    public const int TablesGroup = 7;

    /// <summary>Type of an nf_tables message.</summary>
    public static ushort Type(ushort message) => (ushort)((Tables << 8) | message);
}
