namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a VLAN link.</summary>
public static class VlanAttribute
{
    /// <summary><c>IFLA_VLAN_ID</c>.</summary>
    public const ushort Id = 1;

    /// <summary><c>IFLA_VLAN_FLAGS</c>.</summary>
    public const ushort Flags = 2;

    /// <summary><c>IFLA_VLAN_PROTOCOL</c>.</summary>
    public const ushort Protocol = 5;
}
