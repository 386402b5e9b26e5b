using System.Net;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Fuzz.Targets;

/// <summary>Frames from the wire; what was read of one is framed and read again.</summary>
internal static class IPv6Frames
{
    private const ushort Port = 546;

    private static readonly IPAddress To = IPAddress.Parse("ff02::1:2");

    public static FuzzTarget Target { get; } = new("ipv6-frame", Run);

    private static void Run(byte[] input)
    {
        if (IPv6Frame.TryReadDiscovery(input, out IPAddress source, out ReadOnlySpan<byte> message))
        {
            byte[] frame = new byte[IPv6Frame.HeaderLength + message.Length];
            message.CopyTo(frame.AsSpan(IPv6Frame.HeaderLength));
            IPv6Frame.Write(frame, IPv6Frame.Icmp, (MacAddress.Broadcast, source), (MacAddress.Broadcast, To));
            if (!IPv6Frame.TryReadDiscovery(frame, out IPAddress again, out ReadOnlySpan<byte> second) || !again.Equals(source) || second.Length != message.Length)
            {
                throw new FuzzFailedException("a message is read and not written");
            }
        }

        if (IPv6Frame.TryReadUdp(input, Port, out ReadOnlySpan<byte> payload))
        {
            byte[] frame = new byte[IPv6Frame.HeaderLength + IPv6Frame.UdpHeaderLength + payload.Length];
            payload.CopyTo(frame.AsSpan(IPv6Frame.HeaderLength + IPv6Frame.UdpHeaderLength));
            IPv6Frame.WriteUdp(frame, (MacAddress.Broadcast, new IPEndPoint(IPAddress.IPv6Loopback, 547)), (MacAddress.Broadcast, new IPEndPoint(To, Port)));
            if (!IPv6Frame.TryReadUdp(frame, Port, out ReadOnlySpan<byte> second) || !second.SequenceEqual(payload))
            {
                throw new FuzzFailedException("a datagram is read and not written");
            }
        }
    }
}
