namespace Linkspan.Netlink.Route;

/// <summary>Flags of an address (<c>IFA_FLAGS</c>, linux/if_addr.h).</summary>
[Flags]
public enum AddressFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>IPv6: usable at once, without duplicate detection: <c>IFA_F_NODAD</c>.</summary>
    NoDuplicateDetection = 0x02,

    /// <summary>Another one has it: <c>IFA_F_DADFAILED</c>.</summary>
    DuplicateDetectionFailed = 0x08,

    /// <summary><c>IFA_F_DEPRECATED</c>.</summary>
    Deprecated = 0x20,

    /// <summary>Duplicate detection runs: <c>IFA_F_TENTATIVE</c>.</summary>
    Tentative = 0x40,

    /// <summary><c>IFA_F_PERMANENT</c>.</summary>
    Permanent = 0x80,

    /// <summary>No route to the prefix is made: <c>IFA_F_NOPREFIXROUTE</c>.</summary>
    NoPrefixRoute = 0x200,
}
