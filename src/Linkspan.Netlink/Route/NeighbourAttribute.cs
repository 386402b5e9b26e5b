namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a neighbour or FDB entry (linux/neighbour.h).</summary>
public static class NeighbourAttribute
{
    /// <summary>Network address; in an FDB entry the VTEP: <c>NDA_DST</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NDA_LLADDR</c>.</summary>
    public const ushort LinkAddress = 2;

    /// <summary><c>NDA_CACHEINFO</c>.</summary>
    public const ushort Cache = 3;

    /// <summary><c>NDA_PROBES</c>.</summary>
    public const ushort Probes = 4;

    /// <summary><c>NDA_VLAN</c>.</summary>
    public const ushort Vlan = 5;

    /// <summary><c>NDA_PORT</c>.</summary>
    public const ushort Port = 6;

    /// <summary><c>NDA_VNI</c>.</summary>
    public const ushort Vni = 7;

    /// <summary><c>NDA_IFINDEX</c>.</summary>
    public const ushort Link = 8;

    /// <summary><c>NDA_MASTER</c>.</summary>
    public const ushort Master = 9;
}
