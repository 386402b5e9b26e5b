namespace Linkspan.Netlink.Traffic;

/// <summary>Where a filter of a link's clsact qdisc works (linux/pkt_sched.h).</summary>
public enum FilterDirection : uint
{
    /// <summary>On packets that the link receives: <c>TC_H_MIN_INGRESS</c>.</summary>
    Ingress = 0xfff2,

    /// <summary>On packets that leave by the link: <c>TC_H_MIN_EGRESS</c>.</summary>
    Egress = 0xfff3,
}
