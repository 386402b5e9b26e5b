using System.Buffers.Binary;
using System.Net;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>
/// A UDP datagram over IPv4 and Ethernet (RFC 768, RFC 791), for protocols that speak before there is an address. Checksums are written and not
/// checked: between namespaces of one host the kernel leaves them to be filled in by a card that never comes.
/// </summary>
public static class UdpFrame
{
    /// <summary>Bytes before the payload: Ethernet, IPv4 without options, UDP.</summary>
    public const int HeaderLength = EthernetHeader.Length + 20 + 8;

    private const int IPv4Offset = EthernetHeader.Length;
    private const byte UdpProtocol = 17;
    private const byte TimeToLive = 64;

    /// <summary>Writes the headers around a payload that stands at <see cref="HeaderLength"/> already.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="from">Hardware address and end point of the sender.</param>
    /// <param name="to">Hardware address and end point of the receiver.</param>
    public static void Write(Span<byte> frame, (MacAddress Mac, IPEndPoint Address) from, (MacAddress Mac, IPEndPoint Address) to)
    {
        EthernetHeader.Write(frame, to.Mac, from.Mac, EthernetHeader.IPv4);
        Span<byte> header = frame.Slice(IPv4Offset, 20);
        header.Clear();
        header[0] = 0x45; // version 4, five words
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(frame.Length - IPv4Offset));
        header[8] = TimeToLive;
        header[9] = UdpProtocol;
        from.Address.Address.TryWriteBytes(header[12..], out _);
        to.Address.Address.TryWriteBytes(header[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Fold(Sum(header)));

        Span<byte> datagram = frame[(IPv4Offset + 20)..];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)from.Address.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)to.Address.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], 0);
        ushort checksum = Fold(Sum(header.Slice(12, 8)) + UdpProtocol + (uint)datagram.Length + Sum(datagram));
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], checksum == 0 ? ushort.MaxValue : checksum); // nought means none
    }

    /// <summary>Reads a frame; whatever else it may be is false, since anybody on the segment may have sent it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="port">Destination port that it must have.</param>
    /// <param name="sender">Hardware address of the sender.</param>
    /// <param name="payload">The datagram's payload.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, ushort port, out MacAddress sender, out ReadOnlySpan<byte> payload)
    {
        sender = default;
        payload = default;
        if (frame.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EthernetHeader.IPv4)
        {
            return false;
        }

        ReadOnlySpan<byte> packet = frame[IPv4Offset..];
        int header = (packet[0] & 0xf) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff; // more fragments, or an offset
        if (packet[0] >> 4 != 4 || header < 20 || length < header + 8 || length > packet.Length || packet[9] != UdpProtocol || fragment != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> datagram = packet[header..length];
        int size = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != port || size < 8 || size > datagram.Length)
        {
            return false;
        }

        sender = new MacAddress(frame.Slice(MacAddress.Length, MacAddress.Length));
        payload = datagram[8..size];
        return true;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int at = 0; at + 1 < bytes.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        }

        return bytes.Length % 2 == 0 ? sum : sum + ((uint)bytes[^1] << 8);
    }

    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
