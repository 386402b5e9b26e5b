namespace Linkspan.Netlink.Filter;

/// <summary>Status bits of a connection (enum ip_conntrack_status).</summary>
[Flags]
public enum ConntrackStatus : uint
{
    /// <summary><c>IPS_EXPECTED</c>.</summary>
    Expected = 1,

    /// <summary><c>IPS_SEEN_REPLY</c>.</summary>
    SeenReply = 2,

    /// <summary><c>IPS_ASSURED</c>.</summary>
    Assured = 4,

    /// <summary><c>IPS_CONFIRMED</c>.</summary>
    Confirmed = 8,

    /// <summary>The source was translated: <c>IPS_SRC_NAT</c>.</summary>
    SourceNat = 0x10,

    /// <summary>The destination was translated: <c>IPS_DST_NAT</c>.</summary>
    DestinationNat = 0x20,
}
