using System.Net;

namespace Linkspan.Dhcp.Tests;

public sealed class DhcpReplyTests
{
    [Fact]
    public void Everything_that_a_server_says_is_read()
    {
        byte[] message = Server.Message(
            DhcpMessageType.Acknowledge, 0x11223344, "192.0.2.50",
            (1, [255, 255, 255, 0]),
            (3, [192, 0, 2, 1, 192, 0, 2, 2]),
            (6, [192, 0, 2, 53]),
            (15, "example.test\0"u8.ToArray()),
            (26, [5, 20]),
            (51, [0, 0, 14, 16]),
            (54, [192, 0, 2, 1]),
            (58, [0, 0, 7, 8]),
            (59, [0, 0, 12, 78]),
            (121, [24, 198, 51, 100, 192, 0, 2, 9, 0, 192, 0, 2, 254, 10, 10, 64, 0, 0, 0, 0]));
        Assert.True(DhcpReply.TryRead(message, out DhcpReply reply));
        Assert.Equal(DhcpMessageType.Acknowledge, reply.Type);
        Assert.Equal(0x11223344u, reply.Transaction);
        Assert.Equal(Server.Hardware, reply.Hardware);
        Assert.Equal(IPAddress.Parse("192.0.2.50"), reply.Address);
        Assert.Equal(24, reply.PrefixLength);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], reply.Routers.Select(static router => router.ToString()));
        Assert.Equal("192.0.2.53", Assert.Single(reply.NameServers).ToString());
        Assert.Equal("example.test", reply.DomainName);
        Assert.Equal(1300, reply.MtuBytes);
        Assert.Equal(TimeSpan.FromHours(1), reply.LeaseTime);
        Assert.Equal(TimeSpan.FromMinutes(30), reply.RenewalTime);
        Assert.Equal(TimeSpan.FromSeconds(3150), reply.RebindingTime);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), reply.Server);
        Assert.Equal(
            ["198.51.100.0/24 192.0.2.9", "0.0.0.0/0 192.0.2.254", "10.64.0.0/10 0.0.0.0"],
            reply.Routes.Select(static route => $"{route.Destination} {route.Gateway}"));
    }

    [Fact]
    public void Options_in_pieces_and_in_other_fields_are_one()
    {
        byte[] message = Server.Message(DhcpMessageType.Offer, 1, "192.0.2.50", (52, [3]), (15, "exam"u8.ToArray()));
        new byte[] { 15, 4, (byte)'p', (byte)'l', (byte)'e', (byte)'.', 255 }.CopyTo(message, 108); // file
        new byte[] { 15, 4, (byte)'t', (byte)'e', (byte)'s', (byte)'t', 255 }.CopyTo(message, 44); // sname
        Assert.True(DhcpReply.TryRead(message, out DhcpReply reply));
        Assert.Equal("example.test", reply.DomainName);
    }

    [Theory]
    [InlineData(0, 1, "a request, not a reply")]
    [InlineData(1, 6, "no Ethernet")]
    [InlineData(2, 8, "a hardware address of another length")]
    [InlineData(236, 0, "BOOTP without the cookie")]
    [InlineData(241, 200, "an option longer than the message")]
    public void What_is_no_reply_is_refused(int offset, byte value, string why)
    {
        byte[] message = Server.Message(DhcpMessageType.Offer, 1, "192.0.2.50");
        message[offset] = value;
        Assert.False(DhcpReply.TryRead(message, out _), why);
    }

    [Theory]
    [InlineData(new byte[] { 255, 0, 255, 0 }, "a mask with holes")]
    [InlineData(new byte[] { 255, 255 }, "half a mask")]
    public void A_mask_that_is_none_gives_no_length(byte[] mask, string why)
    {
        Assert.True(DhcpReply.TryRead(Server.Message(DhcpMessageType.Offer, 1, "192.0.2.50", (1, mask)), out DhcpReply reply));
        Assert.True(reply.PrefixLength is null, why);
    }

    [Theory]
    [InlineData(new byte[] { 24, 198, 51 }, "cut off")]
    [InlineData(new byte[] { 33, 1, 2, 3, 4, 5, 192, 0, 2, 1 }, "a prefix that IPv4 does not have")]
    public void Routes_that_are_not_whole_are_none(byte[] value, string why)
    {
        Assert.True(DhcpReply.TryRead(Server.Message(DhcpMessageType.Offer, 1, "192.0.2.50", (121, value)), out DhcpReply reply));
        Assert.True(reply.Routes.Count == 0, why);
    }

    [Fact]
    public void Words_that_would_write_lines_into_files_are_dropped()
    {
        Assert.True(DhcpReply.TryRead(Server.Message(DhcpMessageType.Offer, 1, "192.0.2.50", (15, "a\nnameserver 203.0.113.6"u8.ToArray())), out DhcpReply reply));
        Assert.Equal("", reply.DomainName);
    }
}
