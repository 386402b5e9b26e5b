using System.Buffers.Binary;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>Header of an Ethernet frame (linux/if_ether.h).</summary>
public static class EthernetHeader
{
    /// <summary>Bytes: two addresses and the type (<c>ETH_HLEN</c>).</summary>
    public const int Length = 14;

    /// <summary>Every frame, those to other links' addresses included (<c>ETH_P_ALL</c>).</summary>
    public const ushort All = 0x0003;

    /// <summary><c>ETH_P_IP</c>.</summary>
    public const ushort IPv4 = 0x0800;

    /// <summary><c>ETH_P_ARP</c>.</summary>
    public const ushort Arp = 0x0806;

    /// <summary><c>ETH_P_IPV6</c>.</summary>
    public const ushort IPv6 = 0x86DD;

    internal static void Write(Span<byte> frame, MacAddress to, MacAddress from, ushort type)
    {
        to.Write(frame);
        from.Write(frame[MacAddress.Length..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], type);
    }
}
