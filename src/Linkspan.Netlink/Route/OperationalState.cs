namespace Linkspan.Netlink.Route;

/// <summary>State of a link (RFC 2863; linux/if.h).</summary>
public enum OperationalState : byte
{
    /// <summary><c>IF_OPER_UNKNOWN</c>: the driver does not say; it works.</summary>
    Unknown,

    /// <summary><c>IF_OPER_NOTPRESENT</c>.</summary>
    NotPresent,

    /// <summary><c>IF_OPER_DOWN</c>.</summary>
    Down,

    /// <summary><c>IF_OPER_LOWERLAYERDOWN</c>: the parent or the peer is down.</summary>
    LowerLayerDown,

    /// <summary><c>IF_OPER_TESTING</c>.</summary>
    Testing,

    /// <summary><c>IF_OPER_DORMANT</c>.</summary>
    Dormant,

    /// <summary><c>IF_OPER_UP</c>.</summary>
    Up,
}
