namespace Linkspan.Netlink.Traffic;

/// <summary>Message types of traffic control (linux/rtnetlink.h).</summary>
internal static class TrafficMessage
{
    /// <summary><c>RTM_NEWQDISC</c>.</summary>
    public const ushort NewQdisc = 36;

    /// <summary><c>RTM_DELQDISC</c>.</summary>
    public const ushort DeleteQdisc = 37;

    /// <summary><c>RTM_NEWTFILTER</c>.</summary>
    public const ushort NewFilter = 44;

    /// <summary><c>RTM_DELTFILTER</c>.</summary>
    public const ushort DeleteFilter = 45;

    /// <summary><c>RTM_GETTFILTER</c>.</summary>
    public const ushort GetFilter = 46;
}
