namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a macvlan.</summary>
public static class MacvlanAttribute
{
    /// <summary><c>IFLA_MACVLAN_MODE</c>.</summary>
    public const ushort Mode = 1;

    /// <summary><c>IFLA_MACVLAN_FLAGS</c>.</summary>
    public const ushort Flags = 2;

    /// <summary><c>IFLA_MACVLAN_BC_QUEUE_LEN</c>.</summary>
    public const ushort BroadcastQueueLength = 7;
}
