using System.Net;

namespace Linkspan.Dhcp.Tests;

public sealed class Wire6Tests
{
    [Fact]
    public void A_request_is_written_field_by_field()
    {
        byte[] buffer = new byte[Dhcp6Request.MaximumSize];
        var request = new Dhcp6Request
        {
            Type = Dhcp6MessageType.Request,
            Transaction = 0x123456,
            Client = Server6.Client,
            Server = Server6.Identifier,
            Address = IPAddress.Parse("2001:db8::50"),
            Elapsed = TimeSpan.FromSeconds(1.5),
        };
        byte[] expected =
        [
            3, 0x12, 0x34, 0x56, // type and transaction
            0, 1, 0, 10, .. Server6.Client,
            0, 2, 0, 8, .. Server6.Identifier,
            0, 8, 0, 2, 0, 150, // hundredths of a second
            0, 3, 0, 40, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, // association 1, no times
            0, 5, 0, 24, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 6, 0, 4, 0, 23, 0, 24, // name servers, domains
        ];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(buffer.AsSpan(0, request.Write(buffer))));
    }

    [Fact]
    public void Everything_that_a_server_says_is_read()
    {
        Dhcp6Reply reply = Server6.Reply(
            Dhcp6MessageType.Reply, 0x654321,
            Server6.Association(300, 480, Server6.Address("2001:db8::50", 600, 900)),
            Server6.Option(23, IPAddress.Parse("2001:db8::53").GetAddressBytes()),
            Server6.Option(24, [3, (byte)'s', (byte)'i', (byte)'x', 4, (byte)'t', (byte)'e', (byte)'s', (byte)'t', 0]));
        Assert.Equal((Dhcp6MessageType.Reply, 0x654321u, Dhcp6Status.Success), (reply.Type, reply.Transaction, reply.Status));
        Assert.Equal(Server6.Identifier, reply.Server);
        Assert.Equal(("2001:db8::50", 600d, 900d), (reply.Address!.ToString(), reply.Preferred.TotalSeconds, reply.Valid.TotalSeconds));
        Assert.Equal((300d, 480d), (reply.RenewalTime.TotalSeconds, reply.RebindingTime.TotalSeconds));
        Assert.Equal("2001:db8::53", Assert.Single(reply.NameServers).ToString());
        Assert.Equal("six.test", Assert.Single(reply.Domains));
    }

    [Fact]
    public void A_status_within_the_association_counts()
    {
        Dhcp6Reply reply = Server6.Reply(Dhcp6MessageType.Reply, 1, Server6.Association(0, 0, Server6.Option(13, [0, 2, .. "none left"u8])));
        Assert.Equal((Dhcp6Status.NoAddress, "none left", null), (reply.Status, reply.Words, reply.Address));
    }

    [Theory]
    [InlineData("01020304")] // a client's message
    [InlineData("07010203")] // neither client nor server named
    [InlineData("0701020300010005aa")] // an option longer than the message
    [InlineData("07010203000100000002000109")] // a DUID without a byte
    public void What_is_no_answer_is_not_read(string message) => Assert.False(Dhcp6Reply.TryRead(Convert.FromHexString(message), out _));

    [Theory]
    [InlineData("ff02::1", 600, 900)] // a group
    [InlineData("fe80::5", 600, 900)] // of the link alone
    [InlineData("2001:db8::50", 900, 600)] // preferred for longer than it is valid
    public void An_address_that_cannot_be_is_none(string address, uint preferred, uint valid) =>
        Assert.Null(Server6.Reply(Dhcp6MessageType.Reply, 1, Server6.Association(0, 0, Server6.Address(address, preferred, valid))).Address);

    [Fact]
    public void Everything_that_a_router_says_is_read()
    {
        RouterAdvertisement router = Server6.Advertise(
            0xc8, 1800,
            Server6.Prefix("2001:db8::1", 64, 0xc0, 3600, 1800),
            [5, 1, 0, 0, 0, 0, 5, 120],
            [25, 3, 0, 0, 0, 0, 2, 88, .. IPAddress.Parse("2001:db8::53").GetAddressBytes()],
            [31, 2, 0, 0, 0, 0, 2, 88, 3, (byte)'s', (byte)'i', (byte)'x', 0, 0, 0, 0]);
        Assert.Equal((true, true, 1, 1800d, 1400), (router.Managed, router.Other, router.Preference, router.RouterLifetime.TotalSeconds, router.MtuBytes));
        AdvertisedPrefix prefix = Assert.Single(router.Prefixes);
        Assert.Equal(("2001:db8::/64", true, true, 3600d, 1800d), (prefix.Prefix.ToString(), prefix.OnLink, prefix.Autonomous, prefix.Valid.TotalSeconds, prefix.Preferred.TotalSeconds));
        Assert.Equal("2001:db8::53", Assert.Single(router.NameServers).ToString());
        Assert.Equal("six", Assert.Single(router.Domains));
    }

    [Fact]
    public void A_router_speaks_by_its_link_local_address_and_whole_options()
    {
        byte[] message = Server6.Advertisement(0, 1800, Server6.Prefix("2001:db8::", 64, 0xc0, 3600, 1800));
        Assert.False(RouterAdvertisement.TryRead(IPAddress.Parse("2001:db8::1"), message, out _));
        Assert.False(RouterAdvertisement.TryRead(Server6.Router, message.AsSpan(0, message.Length - 1), out _));
        message[17] = 0; // an option of no length
        Assert.False(RouterAdvertisement.TryRead(Server6.Router, message, out _));
    }

    [Theory]
    [InlineData("fe80::", 64)]
    [InlineData("ff00::", 8)]
    [InlineData("::", 0)]
    public void A_prefix_that_no_segment_has_is_passed_over(string prefix, byte length) =>
        Assert.Empty(Server6.Advertise(0, 1800, Server6.Prefix(prefix, length, 0xc0, 3600, 1800)).Prefixes);
}
