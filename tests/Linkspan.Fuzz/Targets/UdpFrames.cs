using System.Buffers.Binary;
using System.Net;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Fuzz.Targets;

/// <summary>Frames from the wire; a payload that was read is framed and read again.</summary>
internal static class UdpFrames
{
    public static FuzzTarget Target { get; } = new("udp-frame", Run);

    private static void Run(byte[] input)
    {
        const ushort port = 68;
        if (!UdpFrame.TryRead(input, port, out MacAddress sender, out ReadOnlySpan<byte> payload))
        {
            return;
        }

        byte[] frame = new byte[UdpFrame.HeaderLength + payload.Length];
        payload.CopyTo(frame.AsSpan(UdpFrame.HeaderLength));
        UdpFrame.Write(frame, (sender, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 67)), (MacAddress.Broadcast, new IPEndPoint(IPAddress.Broadcast, port)));
        if (!UdpFrame.TryRead(frame, port, out MacAddress again, out ReadOnlySpan<byte> second) || again != sender || !second.SequenceEqual(payload))
        {
            throw new FuzzFailedException("a datagram is read and not written");
        }

        if (Sum(frame.AsSpan(EthernetHeader.Length, 20)) != 0xffff)
        {
            throw new FuzzFailedException("the header's checksum is wrong");
        }
    }

    private static uint Sum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int at = 0; at < header.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[at..]);
        }

        return (sum & 0xffff) + (sum >> 16);
    }
}
