namespace Linkspan.Netlink.Wire;

/// <summary>Protocol of a netlink socket (linux/netlink.h).</summary>
public enum NetlinkProtocol
{
    /// <summary>Links, addresses, routes: <c>NETLINK_ROUTE</c>.</summary>
    Route = 0,

    /// <summary>Socket diagnosis: <c>NETLINK_SOCK_DIAG</c>.</summary>
    SocketDiagnosis = 4,

    /// <summary>nf_tables, conntrack: <c>NETLINK_NETFILTER</c>.</summary>
    Netfilter = 12,

    /// <summary>Families with dynamic numbers: <c>NETLINK_GENERIC</c>.</summary>
    Generic = 16,
}
