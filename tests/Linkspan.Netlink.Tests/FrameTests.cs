using System.Net;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Tests;

/// <summary>Frames of address resolution, their bytes written by hand, both ways.</summary>
public sealed class FrameTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:42:ac:11:00:02");
    private static readonly MacAddress Other = MacAddress.Parse("02:00:00:00:00:99");

    [Fact]
    public void An_arp_probe_asks_without_an_address()
    {
        byte[] expected =
        [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, // everybody
            0x02, 0x42, 0xac, 0x11, 0x00, 0x02, // from
            0x08, 0x06, // ARP
            0x00, 0x01, 0x08, 0x00, 0x06, 0x04, // Ethernet, IPv4, lengths of their addresses
            0x00, 0x01, // request
            0x02, 0x42, 0xac, 0x11, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, // sender
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x02, 0x07, // target
        ];
        byte[] written = ArpFrame.Probe(Mac, IPAddress.Parse("192.0.2.7")).Write(new byte[ArpFrame.Length]).ToArray();
        Assert.Equal(expected, written);
        Assert.True(ArpFrame.TryRead(written, out ArpFrame read));
        Assert.Equal(ArpFrame.Probe(Mac, IPAddress.Parse("192.0.2.7")), read);
    }

    [Fact]
    public void A_neighbour_probe_asks_without_an_address()
    {
        byte[] expected =
        [
            0x33, 0x33, 0xff, 0x64, 0x00, 0x01, // solicited-node group
            0x02, 0x42, 0xac, 0x11, 0x00, 0x02, // from
            0x86, 0xdd, // IPv6
            0x60, 0x00, 0x00, 0x00, 0x00, 0x18, 0x3a, 0xff, // 24 bytes of ICMPv6, hop limit 255
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // from nobody
            0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, 0x64, 0x00, 0x01, // to the group
            0x87, 0x00, 0x4c, 0x25, 0, 0, 0, 0, // solicitation, checksum
            0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x64, 0x00, 0x01, // target
        ];
        IPAddress address = IPAddress.Parse("2001:db8::64:1");
        byte[] written = NeighbourFrame.Probe(Mac, address).Write(new byte[NeighbourFrame.Length]).ToArray();
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(written));
        Assert.Equal(0xffff, Sum(written));
        Assert.True(NeighbourFrame.TryRead(written, out NeighbourFrame read));
        Assert.Equal(NeighbourFrame.Probe(Mac, address), read);
    }

    [Fact]
    public void A_neighbour_is_answered_for_an_address_that_the_kernel_does_not_have()
    {
        IPAddress asked = IPAddress.Parse("fe80::64");
        IPAddress asking = IPAddress.Parse("fe80::1");
        var question = new NeighbourFrame(IsSolicitation: true, Other, asking, asked);
        byte[] written = question.WriteAnswer(new byte[NeighbourFrame.Length], Mac).ToArray();
        Assert.Equal(Other, new MacAddress(written)); // to the one who asked
        Assert.Equal((136, 0x60, 2, 1), (written[54], written[58], written[78], written[79])); // type, solicited and override, option, its length
        Assert.Equal(Mac, new MacAddress(written.AsSpan(80)));
        Assert.Equal((asked, asking), (new IPAddress(written.AsSpan(22, 16)), new IPAddress(written.AsSpan(38, 16))));
        Assert.Equal(0xffff, Sum(written));
        Assert.True(IPv6Frame.TryReadDiscovery(written, out IPAddress source, out _));
        Assert.Equal(asked, source);
        written[60] ^= 1;
        Assert.False(IPv6Frame.TryReadDiscovery(written, out _, out _)); // the checksum counts
    }

    [Fact]
    public void A_datagram_over_IPv6_is_read_as_it_was_written()
    {
        byte[] payload = "hello"u8.ToArray(); // of odd length, for the checksum's sake
        byte[] frame = new byte[IPv6Frame.HeaderLength + IPv6Frame.UdpHeaderLength + payload.Length];
        payload.CopyTo(frame, IPv6Frame.HeaderLength + IPv6Frame.UdpHeaderLength);
        IPv6Frame.WriteUdp(frame, (Mac, new IPEndPoint(IPAddress.Parse("fe80::64"), 546)), (Other, new IPEndPoint(IPAddress.Parse("ff02::1:2"), 547)));
        byte[] expected =
        [
            0x02, 0, 0, 0, 0, 0x99, 0x02, 0x42, 0xac, 0x11, 0, 0x02, 0x86, 0xdd, // to, from, IPv6
            0x60, 0, 0, 0, 0, 13, 17, 255, // 13 bytes of UDP, hop limit
            0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x64,
            0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2,
            0x02, 0x22, 0x02, 0x23, 0, 13, // ports, length; the checksum follows
        ];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(frame.AsSpan(0, expected.Length)));
        Assert.True(IPv6Frame.TryReadUdp(frame, 547, out ReadOnlySpan<byte> read));
        Assert.Equal("hello"u8.ToArray(), read.ToArray());
        Assert.False(IPv6Frame.TryReadUdp(frame, 546, out _));
        Assert.False(IPv6Frame.TryReadUdp(frame.AsSpan(0, frame.Length - 1), 547, out _));
    }

    [Fact]
    public void A_neighbour_announcement_overrides_what_was_known()
    {
        IPAddress address = IPAddress.Parse("2001:db8::64:1");
        byte[] written = NeighbourFrame.Announcement(Mac, address).Write(new byte[NeighbourFrame.Length]).ToArray();
        Assert.Equal((136, 0x20, 2, 1), (written[54], written[58], written[78], written[79])); // type, override, option, its length
        Assert.Equal(Mac, new MacAddress(written.AsSpan(80)));
        Assert.Equal(0xffff, Sum(written));
        Assert.True(NeighbourFrame.TryRead(written, out NeighbourFrame read));
        Assert.Equal(NeighbourFrame.Announcement(Mac, address), read);
    }

    [Fact]
    public void A_claim_is_anybody_elses_use_or_probe_of_the_address()
    {
        IPAddress v4 = IPAddress.Parse("192.0.2.7");
        Assert.True(ArpFrame.Announcement(Other, v4).Claims(v4, Mac));
        Assert.True(ArpFrame.Probe(Other, v4).Claims(v4, Mac));
        Assert.False(ArpFrame.Probe(Mac, v4).Claims(v4, Mac));
        Assert.False(new ArpFrame(Other, IPAddress.Parse("192.0.2.9"), v4).Claims(v4, Mac)); // somebody who looks for it himself
        IPAddress v6 = IPAddress.Parse("2001:db8::7");
        Assert.True(NeighbourFrame.Announcement(Other, v6).Claims(v6, Mac));
        Assert.True(NeighbourFrame.Probe(Other, v6).Claims(v6, Mac));
        Assert.False(new NeighbourFrame(IsSolicitation: true, Other, IPAddress.Parse("2001:db8::9"), v6).Claims(v6, Mac));
        Assert.False(NeighbourFrame.Announcement(Mac, v6).Claims(v6, Mac));
    }

    [Fact]
    public void What_anybody_may_send_is_refused_quietly()
    {
        var random = new Random(7);
        byte[][] models =
        [
            ArpFrame.Probe(Mac, IPAddress.Parse("192.0.2.7")).Write(new byte[ArpFrame.Length]).ToArray(),
            NeighbourFrame.Probe(Mac, IPAddress.Parse("2001:db8::7")).Write(new byte[NeighbourFrame.Length]).ToArray(),
        ];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] frame = [.. models[round % 2].AsSpan(0, random.Next(models[round % 2].Length + 1))];
            if (frame.Length > 0)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            _ = ArpFrame.TryRead(frame, out _);
            _ = NeighbourFrame.TryRead(frame, out _);
        }
    }

    /// <summary>The ones' complement sum of pseudo header and ICMP: all ones where the checksum is right.</summary>
    private static int Sum(byte[] frame)
    {
        int sum = frame.Length - 54 + 58;
        for (int index = 22; index < frame.Length; index += 2)
        {
            sum += (frame[index] << 8) | frame[index + 1];
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (sum & 0xffff) + (sum >> 16);
    }
}
