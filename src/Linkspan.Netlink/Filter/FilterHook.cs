namespace Linkspan.Netlink.Filter;

/// <summary>Where a base chain is hooked (enum nf_inet_hooks).</summary>
public enum FilterHook : uint
{
    /// <summary><c>NF_INET_PRE_ROUTING</c>.</summary>
    Prerouting = 0,

    /// <summary><c>NF_INET_LOCAL_IN</c>.</summary>
    Input = 1,

    /// <summary><c>NF_INET_FORWARD</c>.</summary>
    Forward = 2,

    /// <summary><c>NF_INET_LOCAL_OUT</c>.</summary>
    Output = 3,

    /// <summary><c>NF_INET_POST_ROUTING</c>.</summary>
    Postrouting = 4,
}
