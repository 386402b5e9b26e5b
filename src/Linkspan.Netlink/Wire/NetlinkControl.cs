namespace Linkspan.Netlink.Wire;

/// <summary>Message types that every protocol shares (linux/netlink.h).</summary>
public static class NetlinkControl
{
    /// <summary><c>NLMSG_NOOP</c>.</summary>
    public const ushort Nothing = 1;

    /// <summary>Error or acknowledgement: <c>NLMSG_ERROR</c>.</summary>
    public const ushort Error = 2;

    /// <summary>End of a dump: <c>NLMSG_DONE</c>.</summary>
    public const ushort Done = 3;

    /// <summary>Messages were lost: <c>NLMSG_OVERRUN</c>.</summary>
    public const ushort Overrun = 4;

    /// <summary>First type of a protocol's own messages: <c>NLMSG_MIN_TYPE</c>.</summary>
    public const ushort FirstOwn = 16;
}
