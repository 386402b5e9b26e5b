namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a VXLAN link.</summary>
public static class VxlanAttribute
{
    /// <summary><c>IFLA_VXLAN_ID</c>.</summary>
    public const ushort Vni = 1;

    /// <summary><c>IFLA_VXLAN_GROUP</c>.</summary>
    public const ushort Group = 2;

    /// <summary><c>IFLA_VXLAN_LINK</c>.</summary>
    public const ushort Parent = 3;

    /// <summary><c>IFLA_VXLAN_LOCAL</c>.</summary>
    public const ushort Local = 4;

    /// <summary><c>IFLA_VXLAN_TTL</c>.</summary>
    public const ushort Ttl = 5;

    /// <summary><c>IFLA_VXLAN_LEARNING</c>.</summary>
    public const ushort Learning = 7;

    /// <summary><c>IFLA_VXLAN_AGEING</c>.</summary>
    public const ushort Ageing = 8;

    /// <summary><c>IFLA_VXLAN_PROXY</c>.</summary>
    public const ushort Proxy = 11;

    /// <summary><c>IFLA_VXLAN_L2MISS</c>.</summary>
    public const ushort L2Miss = 13;

    /// <summary><c>IFLA_VXLAN_L3MISS</c>.</summary>
    public const ushort L3Miss = 14;

    /// <summary><c>IFLA_VXLAN_PORT</c>.</summary>
    public const ushort Port = 15;

    /// <summary><c>IFLA_VXLAN_GROUP6</c>.</summary>
    public const ushort Group6 = 16;

    /// <summary><c>IFLA_VXLAN_LOCAL6</c>.</summary>
    public const ushort Local6 = 17;

    /// <summary><c>IFLA_VXLAN_UDP_CSUM</c>.</summary>
    public const ushort UdpChecksum = 18;
}
