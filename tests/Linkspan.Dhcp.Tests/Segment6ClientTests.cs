using System.Net;

namespace Linkspan.Dhcp.Tests;

/// <summary>The ways to an IPv6 address and what becomes of it, with a clock of the test's own.</summary>
public sealed class Segment6ClientTests
{
    private const byte Managed = 0x80;
    private const byte Other = 0x40;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Autonomous = Server6.Prefix("2001:db8::", 64, 0xc0, 86400, 43200);
    private static readonly byte[] OnLink = Server6.Prefix("2001:db8::", 64, 0x80, 86400, 43200);

    private readonly Segment6Client _client = new(new Segment6Options { Identifier = Server6.Client }, new Random(1));

    [Fact]
    public void A_managed_segment_leads_to_a_server_and_its_address()
    {
        Assert.Null(_client.Start(Start).Message); // a router solicitation
        Dhcp6Request solicit = Sent(_client.Hear(Server6.Advertise(Managed, 1800, OnLink), Start));
        Assert.Equal((Dhcp6MessageType.Solicit, true), (solicit.Type, solicit.Server.IsEmpty));
        Dhcp6Request request = Sent(_client.Receive(Offer(), Start));
        Assert.Equal((Dhcp6MessageType.Request, "2001:db8::50"), (request.Type, request.Address!.ToString()));
        Assert.Equal(Server6.Identifier, request.Server.ToArray());
        Assert.Null(_client.Receive(Word(), Start));
        DhcpLease lease = Assert.IsType<DhcpLease>(_client.Lease);
        Assert.Equal(("2001:db8::50", 64, Server6.Router), (lease.Address.ToString(), lease.PrefixLength, lease.Gateway));
        Assert.Equal([Start.AddSeconds(300), Start.AddSeconds(480), Start.AddSeconds(900)], [lease.Renew, lease.Rebind, lease.Expires]);
        Assert.Equal(lease.Renew, _client.Due);
    }

    [Fact]
    public void Time_is_asked_for_first_of_the_server_then_of_everybody_and_then_the_address_is_given_up()
    {
        Bind();
        Dhcp6Request renew = Sent(_client.Wake(Start.AddSeconds(300)));
        Assert.Equal((Dhcp6MessageType.Renew, "2001:db8::50", false), (renew.Type, renew.Address!.ToString(), renew.Server.IsEmpty));
        Dhcp6Request rebind = Sent(_client.Wake(Start.AddSeconds(480)));
        Assert.Equal((Dhcp6MessageType.Rebind, true), (rebind.Type, rebind.Server.IsEmpty));
        Assert.Null(Assert.IsType<Segment6Send>(_client.Wake(Start.AddSeconds(900))).Message);
        Assert.Equal((null, Segment6State.Listening), (_client.Lease, _client.State));
    }

    [Fact]
    public void A_renewed_address_runs_from_the_answer_on()
    {
        Bind();
        _client.Wake(Start.AddSeconds(300));
        _client.Receive(Word(), Start.AddSeconds(301));
        Assert.Equal((Segment6State.Bound, Start.AddSeconds(1201)), (_client.State, _client.Lease!.Expires));
    }

    [Theory]
    [InlineData(Dhcp6Status.NoBinding)]
    [InlineData(Dhcp6Status.NotOnLink)]
    public void A_server_that_lent_the_address_may_end_it(Dhcp6Status status)
    {
        Bind();
        _client.Wake(Start.AddSeconds(300));
        Dhcp6Request solicit = Sent(_client.Receive(Server6.Reply(Dhcp6MessageType.Reply, _client.Transaction, Server6.Association(0, 0, Server6.Option(13, [0, (byte)status]))), Start.AddSeconds(301)));
        Assert.Equal((Dhcp6MessageType.Solicit, null), (solicit.Type, _client.Lease));
    }

    [Fact]
    public void Another_server_that_does_not_know_the_address_does_not_end_it()
    {
        Bind();
        _client.Wake(Start.AddSeconds(480));
        Assert.Null(_client.Receive(Server6.Reply(Dhcp6MessageType.Reply, _client.Transaction, Server6.Association(0, 0, Server6.Option(13, [0, 3]))), Start.AddSeconds(481)));
        Assert.NotNull(_client.Lease);
    }

    [Fact]
    public void An_answer_to_another_client_or_exchange_is_ignored()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(Managed, 1800, OnLink), Start);
        Assert.Null(_client.Receive(Server6.Reply(Dhcp6MessageType.Advertise, _client.Transaction ^ 1, Server6.Association(300, 480, Server6.Address("2001:db8::50", 600, 900))), Start));
        Assert.Null(_client.Receive(Server6.Reply(Dhcp6MessageType.Reply, _client.Transaction, Server6.Association(300, 480, Server6.Address("2001:db8::50", 600, 900))), Start));
        Assert.Equal(Segment6State.Soliciting, _client.State);
    }

    [Fact]
    public void An_autonomous_prefix_gives_an_address_of_ones_own_making_the_same_each_time()
    {
        _client.Start(Start);
        Assert.Null(_client.Hear(Server6.Advertise(0, 1800, Autonomous), Start));
        DhcpLease lease = Assert.IsType<DhcpLease>(_client.Lease);
        Assert.Equal((StableAddress.In(IPAddress.Parse("2001:db8::"), Server6.Client, 0), 64), (lease.Address, lease.PrefixLength));
        Assert.Equal((Server6.Router, Start.AddDays(1)), (lease.Gateway, lease.Expires));
        Assert.NotEqual(lease.Address, StableAddress.In(IPAddress.Parse("2001:db8::"), Server6.Client, 1));
        Assert.NotEqual(lease.Address, StableAddress.In(IPAddress.Parse("2001:db8::"), [1, 2, 3], 0));
        Assert.Null(_client.Release(Start)); // nobody lent it
    }

    [Fact]
    public void Where_no_server_answers_an_autonomous_prefix_does()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(Managed, 1800, Autonomous), Start);
        for (int attempt = 0; attempt < 5 && _client.Lease is null; attempt++)
        {
            _client.Wake(_client.Due);
        }

        Assert.Equal("2001:db8::/64", $"{new IPNetwork(IPAddress.Parse("2001:db8::"), _client.Lease!.PrefixLength)}");
        Assert.Empty(_client.Lease.ServerIdentifier);
    }

    [Fact]
    public void The_rest_is_asked_of_a_server_where_the_router_says_so()
    {
        _client.Start(Start);
        Dhcp6Request question = Sent(_client.Hear(Server6.Advertise(Other, 1800, Autonomous), Start));
        Assert.Equal(Dhcp6MessageType.InformationRequest, question.Type);
        _client.Receive(Server6.Reply(Dhcp6MessageType.Reply, _client.Transaction, Server6.Option(23, IPAddress.Parse("2001:db8::53").GetAddressBytes())), Start);
        Assert.Equal("2001:db8::53", Assert.Single(_client.Lease!.NameServers).ToString());
    }

    [Fact]
    public void A_router_that_offers_nothing_is_said_to()
    {
        _client.Start(Start);
        Assert.Null(_client.Hear(Server6.Advertise(0, 1800, OnLink), Start));
        Assert.Contains("router fe80::1 advertises neither", _client.Refusal, StringComparison.Ordinal);
        Assert.Null(_client.Lease);
    }

    [Fact]
    public void A_router_that_leaves_is_no_gateway_any_longer_and_one_that_is_silent_neither()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(0, 1800, Autonomous), Start);
        _client.Hear(Server6.Advertise(0, 0, Autonomous), Start.AddSeconds(10));
        Assert.Null(_client.Lease!.Gateway);
        _client.Hear(Server6.Advertise(0, 1800, Autonomous), Start.AddSeconds(20));
        Assert.Equal(Server6.Router, _client.Lease.Gateway);
        Assert.Equal(Start.AddSeconds(1820), _client.Due);
        Assert.Null(_client.Wake(_client.Due)!.Message); // it asks whether there is one
        Assert.Null(_client.Lease.Gateway);
        Assert.NotNull(_client.Lease);
    }

    [Theory]
    [InlineData(172800, 172800)] // longer
    [InlineData(10800, 10800)] // shorter, and still more than two hours
    [InlineData(60, 7200)] // nobody ends an address by a forged word
    public void A_routers_word_on_the_lifetime_counts_as_far_as_the_RFC_lets_it(uint told, int left)
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(0, 1800, Autonomous), Start);
        _client.Hear(Server6.Advertise(0, 1800, Server6.Prefix("2001:db8::", 64, 0xc0, told, Math.Min(told, 43200))), Start.AddSeconds(1));
        Assert.Equal(Start.AddSeconds(1 + left), _client.Lease!.Expires);
    }

    [Fact]
    public void A_segment_that_is_numbered_anew_gives_another_address()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(0, 1800, Autonomous), Start);
        _client.Hear(Server6.Advertise(0, 1800, Server6.Prefix("2001:db8::", 64, 0xc0, 86400, 0), Server6.Prefix("2001:db8:1::", 64, 0xc0, 86400, 43200)), Start.AddSeconds(1));
        Assert.StartsWith("2001:db8:1:", _client.Lease!.Address.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_router_counts_when_it_is_preferred()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(0, 1800, Autonomous), Start);
        Assert.True(RouterAdvertisement.TryRead(IPAddress.Parse("fe80::2"), Server6.Advertisement(0, 1800, Autonomous), out RouterAdvertisement equal));
        _client.Hear(equal, Start.AddSeconds(1));
        Assert.Equal(Server6.Router, _client.Lease!.Gateway);
        _client.Hear(equal with { Preference = 1 }, Start.AddSeconds(2));
        Assert.Equal("fe80::2", _client.Lease.Gateway!.ToString());
    }

    [Fact]
    public void A_lease_from_before_runs_on_and_what_was_lent_is_given_back()
    {
        Bind();
        var next = new Segment6Client(new Segment6Options { Identifier = Server6.Client }, new Random(2));
        Assert.Null(next.Resume(_client.Lease!, Start.AddSeconds(10)).Message);
        Assert.Equal((Segment6State.Bound, Start.AddSeconds(300)), (next.State, next.Due));
        Dhcp6Request release = Sent(next.Release(Start.AddSeconds(20)));
        Assert.Equal((Dhcp6MessageType.Release, "2001:db8::50"), (release.Type, release.Address!.ToString()));
        Assert.Equal((null, DateTimeOffset.MaxValue), (next.Lease, next.Due));
    }

    private static Dhcp6Request Sent(Segment6Send? send) => Assert.IsType<Dhcp6Request>(Assert.IsType<Segment6Send>(send).Message);

    private void Bind()
    {
        _client.Start(Start);
        _client.Hear(Server6.Advertise(Managed, 1800, OnLink), Start);
        _client.Receive(Offer(), Start);
        _client.Receive(Word(), Start);
        Assert.NotNull(_client.Lease);
    }

    private Dhcp6Reply Offer() => Server6.Reply(Dhcp6MessageType.Advertise, _client.Transaction, Server6.Association(300, 480, Server6.Address("2001:db8::50", 600, 900)));

    private Dhcp6Reply Word() => Server6.Reply(Dhcp6MessageType.Reply, _client.Transaction, Server6.Association(300, 480, Server6.Address("2001:db8::50", 600, 900)));
}
