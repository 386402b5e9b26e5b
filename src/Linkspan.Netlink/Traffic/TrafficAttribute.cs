namespace Linkspan.Netlink.Traffic;

/// <summary>Attributes of qdiscs and filters (linux/rtnetlink.h).</summary>
internal static class TrafficAttribute
{
    /// <summary><c>TCA_KIND</c>.</summary>
    public const ushort Kind = 1;

    /// <summary><c>TCA_OPTIONS</c>.</summary>
    public const ushort Options = 2;
}
