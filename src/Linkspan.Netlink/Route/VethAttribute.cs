namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a veth (linux/veth.h).</summary>
public static class VethAttribute
{
    /// <summary><c>VETH_INFO_PEER</c>.</summary>
    public const ushort Peer = 1;
}
