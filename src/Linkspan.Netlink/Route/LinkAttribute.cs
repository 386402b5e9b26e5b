namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a link (linux/if_link.h, first anonymous enum).</summary>
public static class LinkAttribute
{
    /// <summary>Hardware address: <c>IFLA_ADDRESS</c>.</summary>
    public const ushort Address = 1;

    /// <summary><c>IFLA_BROADCAST</c>.</summary>
    public const ushort Broadcast = 2;

    /// <summary><c>IFLA_IFNAME</c>.</summary>
    public const ushort Name = 3;

    /// <summary>MTU in bytes: <c>IFLA_MTU</c>.</summary>
    public const ushort Mtu = 4;

    /// <summary>Index of the parent, or of a veth's peer: <c>IFLA_LINK</c>.</summary>
    public const ushort Link = 5;

    /// <summary><c>IFLA_STATS</c>.</summary>
    public const ushort Statistics = 7;

    /// <summary>Index of the bridge of a port: <c>IFLA_MASTER</c>.</summary>
    public const ushort Master = 10;

    /// <summary>A bridge port's settings, in family AF_BRIDGE: <c>IFLA_PROTINFO</c>.</summary>
    public const ushort ProtocolInfo = 12;

    /// <summary><c>IFLA_TXQLEN</c>.</summary>
    public const ushort TransmitQueueLength = 13;

    /// <summary><c>IFLA_OPERSTATE</c>.</summary>
    public const ushort OperationalState = 16;

    /// <summary><c>IFLA_LINKINFO</c>.</summary>
    public const ushort LinkInfo = 18;

    /// <summary><c>IFLA_NET_NS_PID</c>.</summary>
    public const ushort NamespaceProcess = 19;

    /// <summary><c>IFLA_IFALIAS</c>.</summary>
    public const ushort Alias = 20;

    /// <summary><c>IFLA_STATS64</c>.</summary>
    public const ushort Statistics64 = 23;

    /// <summary><c>IFLA_AF_SPEC</c>.</summary>
    public const ushort AddressFamilies = 26;

    /// <summary><c>IFLA_GROUP</c>.</summary>
    public const ushort Group = 27;

    /// <summary><c>IFLA_NET_NS_FD</c>.</summary>
    public const ushort NamespaceDescriptor = 28;

    /// <summary><c>IFLA_EXT_MASK</c>.</summary>
    public const ushort ExtendedMask = 29;

    /// <summary><c>IFLA_NUM_TX_QUEUES</c>.</summary>
    public const ushort TransmitQueues = 31;

    /// <summary><c>IFLA_NUM_RX_QUEUES</c>.</summary>
    public const ushort ReceiveQueues = 32;

    /// <summary><c>IFLA_CARRIER</c>.</summary>
    public const ushort Carrier = 33;

    /// <summary><c>IFLA_LINK_NETNSID</c>.</summary>
    public const ushort LinkNamespace = 37;

    /// <summary><c>IFLA_PERM_ADDRESS</c>.</summary>
    public const ushort PermanentAddress = 54;
}
