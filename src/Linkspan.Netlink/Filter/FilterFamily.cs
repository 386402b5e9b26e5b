namespace Linkspan.Netlink.Filter;

/// <summary>Family of a table (enum nfproto).</summary>
public enum FilterFamily : byte
{
    /// <summary>Every family, in lists: <c>NFPROTO_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary>IPv4 and IPv6: <c>NFPROTO_INET</c>.</summary>
    Inet = 1,

    /// <summary><c>NFPROTO_IPV4</c>.</summary>
    IPv4 = 2,

    /// <summary><c>NFPROTO_ARP</c>.</summary>
    Arp = 3,

    /// <summary><c>NFPROTO_NETDEV</c>.</summary>
    NetDevice = 5,

    /// <summary><c>NFPROTO_BRIDGE</c>.</summary>
    Bridge = 7,

    /// <summary><c>NFPROTO_IPV6</c>.</summary>
    IPv6 = 10,
}
