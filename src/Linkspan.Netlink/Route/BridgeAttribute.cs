namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a bridge.</summary>
public static class BridgeAttribute
{
    /// <summary>Hundredths of a second: <c>IFLA_BR_FORWARD_DELAY</c>.</summary>
    public const ushort ForwardDelay = 1;

    /// <summary>Hundredths of a second: <c>IFLA_BR_AGEING_TIME</c>.</summary>
    public const ushort AgeingTime = 4;

    /// <summary><c>IFLA_BR_STP_STATE</c>.</summary>
    public const ushort StpState = 5;

    /// <summary><c>IFLA_BR_VLAN_FILTERING</c>.</summary>
    public const ushort VlanFiltering = 7;

    /// <summary><c>IFLA_BR_MCAST_SNOOPING</c>.</summary>
    public const ushort MulticastSnooping = 23;

    /// <summary><c>IFLA_BR_MCAST_QUERIER</c>.</summary>
    public const ushort MulticastQuerier = 25;

    /// <summary><c>IFLA_BR_NF_CALL_IPTABLES</c>.</summary>
    public const ushort CallIptables = 36;

    /// <summary><c>IFLA_BR_NF_CALL_IP6TABLES</c>.</summary>
    public const ushort CallIp6tables = 37;

    /// <summary><c>IFLA_BR_NF_CALL_ARPTABLES</c>.</summary>
    public const ushort CallArptables = 38;
}
