namespace Linkspan.Netlink.Route;

/// <summary>Attributes of an ipvlan.</summary>
public static class IpvlanAttribute
{
    /// <summary><c>IFLA_IPVLAN_MODE</c>.</summary>
    public const ushort Mode = 1;

    /// <summary><c>IFLA_IPVLAN_FLAGS</c>.</summary>
    public const ushort Flags = 2;
}
