using System.Buffers.Binary;
using System.Net;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>ICMPv6 or UDP straight within an IPv6 packet on Ethernet (RFC 8200), for what is said on a segment before there is an address.</summary>
public static class IPv6Frame
{
    /// <summary>Bytes before the payload: Ethernet and IPv6 without extension headers.</summary>
    public const int HeaderLength = EthernetHeader.Length + 40;

    /// <summary>Next header of ICMPv6.</summary>
    public const byte Icmp = 58;

    /// <summary>Next header of UDP.</summary>
    public const byte Udp = 17;

    /// <summary>Bytes of a UDP header.</summary>
    public const int UdpHeaderLength = 8;

    private const int SourceOffset = EthernetHeader.Length + 8;
    private const int DestinationOffset = SourceOffset + 16;
    private const byte HopLimit = 255; // neighbour and router discovery require it, and others do not mind

    /// <summary>Writes headers and checksum around a payload that stands at <see cref="HeaderLength"/> already.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="protocol"><see cref="Icmp"/> or <see cref="Udp"/>.</param>
    /// <param name="from">Addresses of the sender.</param>
    /// <param name="to">Addresses of the receiver.</param>
    public static void Write(Span<byte> frame, byte protocol, (MacAddress Mac, IPAddress Address) from, (MacAddress Mac, IPAddress Address) to)
    {
        EthernetHeader.Write(frame, to.Mac, from.Mac, EthernetHeader.IPv6);
        frame[EthernetHeader.Length..HeaderLength].Clear();
        frame[EthernetHeader.Length] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(frame[(EthernetHeader.Length + 4)..], (ushort)(frame.Length - HeaderLength));
        frame[EthernetHeader.Length + 6] = protocol;
        frame[EthernetHeader.Length + 7] = HopLimit;
        from.Address.TryWriteBytes(frame[SourceOffset..], out _);
        to.Address.TryWriteBytes(frame[DestinationOffset..], out _);
        Span<byte> checksum = frame.Slice(HeaderLength + (protocol == Icmp ? 2 : 6), 2);
        checksum.Clear();
        ushort sum = (ushort)~Sum(frame, protocol);
        BinaryPrimitives.WriteUInt16BigEndian(checksum, sum == 0 && protocol == Udp ? ushort.MaxValue : sum);
    }

    /// <summary>Writes a UDP header before a payload that stands at <see cref="HeaderLength"/> + <see cref="UdpHeaderLength"/> already, and all before it.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="from">Hardware address and end point of the sender.</param>
    /// <param name="to">Hardware address and end point of the receiver.</param>
    public static void WriteUdp(Span<byte> frame, (MacAddress Mac, IPEndPoint Address) from, (MacAddress Mac, IPEndPoint Address) to)
    {
        Span<byte> datagram = frame[HeaderLength..];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)from.Address.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)to.Address.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        Write(frame, Udp, (from.Mac, from.Address.Address), (to.Mac, to.Address.Address));
    }

    /// <summary>Reads a router's or neighbour's message: ICMPv6 that was never forwarded, with a right checksum. Whatever else it may be is false.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="source">Address of the sender.</param>
    /// <param name="message">From the ICMPv6 header on.</param>
    public static bool TryReadDiscovery(ReadOnlySpan<byte> frame, out IPAddress source, out ReadOnlySpan<byte> message)
    {
        source = IPAddress.IPv6Any;
        if (!TryPayload(frame, Icmp, out message) || frame[EthernetHeader.Length + 7] != HopLimit || Sum(frame[..(HeaderLength + message.Length)], Icmp) != ushort.MaxValue)
        {
            return false;
        }

        source = new IPAddress(frame.Slice(SourceOffset, 16));
        return true;
    }

    /// <summary>Reads a UDP datagram to a port; whatever else it may be is false. As with IPv4, its checksum is not looked at.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="port">Destination port that it must have.</param>
    /// <param name="payload">The datagram's payload.</param>
    public static bool TryReadUdp(ReadOnlySpan<byte> frame, ushort port, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryPayload(frame, Udp, out ReadOnlySpan<byte> datagram) || datagram.Length < UdpHeaderLength || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != port)
        {
            return false;
        }

        int size = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        if (size < UdpHeaderLength || size > datagram.Length)
        {
            return false;
        }

        payload = datagram[UdpHeaderLength..size];
        return true;
    }

    private static bool TryPayload(ReadOnlySpan<byte> frame, byte protocol, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (frame.Length < HeaderLength + 4 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EthernetHeader.IPv6 ||
            frame[EthernetHeader.Length] >> 4 != 6 || frame[EthernetHeader.Length + 6] != protocol)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetHeader.Length + 4)..]);
        if (length < 4 || length > frame.Length - HeaderLength)
        {
            return false;
        }

        payload = frame.Slice(HeaderLength, length);
        return true;
    }

    /// <summary>The sum over the payload and the pseudo header (RFC 8200 section 8.1); all ones where the checksum in it is right.</summary>
    private static ushort Sum(ReadOnlySpan<byte> frame, byte protocol)
    {
        uint sum = (uint)(frame.Length - HeaderLength) + protocol;
        for (int at = SourceOffset; at < frame.Length; at += 2) // both addresses, and the payload follows them directly
        {
            sum += at + 1 < frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[at..]) : (uint)(frame[at] << 8);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }
}
