using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dhcp.Tests;

/// <summary>The client's way through the states of RFC 2131, figure 5, with a clock of the test's own.</summary>
public sealed class DhcpClientTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Given = IPAddress.Parse("192.0.2.50");

    private readonly DhcpClient _client = new(new DhcpClientOptions { Hardware = Server.Hardware, HostName = "c1" }, new Random(1));

    [Fact]
    public void A_new_client_looks_for_a_server_takes_its_offer_and_is_bound()
    {
        DhcpSend discover = _client.Start(Start);
        Assert.Equal((DhcpMessageType.Discover, null, null), (discover.Message.Type, discover.From, discover.To));
        DhcpSend request = Assert.IsType<DhcpSend>(_client.Receive(Reply(DhcpMessageType.Offer), Start));
        Assert.Equal((DhcpMessageType.Request, discover.Message.Transaction), (request.Message.Type, request.Message.Transaction));
        Assert.Equal(("192.0.2.50", "192.0.2.1"), (request.Message.Requested!.ToString(), request.Message.Server!.ToString()));
        Assert.Null(request.Message.Own);
        Assert.Null(_client.Receive(Reply(DhcpMessageType.Acknowledge), Start));
        DhcpLease lease = Assert.IsType<DhcpLease>(_client.Lease);
        Assert.Equal((Given, 24, DhcpClientState.Bound), (lease.Address, lease.PrefixLength, _client.State));
        Assert.Equal([Start.AddSeconds(1800), Start.AddSeconds(3150), Start.AddSeconds(3600)], [lease.Renew, lease.Rebind, lease.Expires]);
        Assert.Equal(lease.Renew, _client.Due);
    }

    [Fact]
    public void Time_is_asked_for_first_of_the_server_then_of_everybody_and_then_the_address_is_given_up()
    {
        Bind();
        DhcpSend renew = Assert.IsType<DhcpSend>(_client.Wake(Start.AddSeconds(1800)));
        Assert.Equal((DhcpClientState.Renewing, "192.0.2.50", "192.0.2.1"), (_client.State, renew.From!.ToString(), renew.To!.ToString()));
        Assert.Equal((Given, null, null), (renew.Message.Own, renew.Message.Requested, renew.Message.Server)); // RFC 2131 table 5
        Assert.Equal(Start.AddSeconds(1800 + 675), _client.Due); // half of what is left to T2
        DhcpSend rebind = Assert.IsType<DhcpSend>(_client.Wake(Start.AddSeconds(3150)));
        Assert.Equal((DhcpClientState.Rebinding, "192.0.2.50", null), (_client.State, rebind.From!.ToString(), rebind.To));
        Assert.NotNull(_client.Lease);
        DhcpSend discover = Assert.IsType<DhcpSend>(_client.Wake(Start.AddSeconds(3600)));
        Assert.Equal((DhcpMessageType.Discover, DhcpClientState.Selecting), (discover.Message.Type, _client.State));
        Assert.Null(_client.Lease);
    }

    [Fact]
    public void Who_hears_broadcasts_alone_asks_for_more_time_as_after_a_restart()
    {
        var client = new DhcpClient(new DhcpClientOptions { Hardware = Server.Hardware, HearsBroadcastOnly = true }, new Random(1));
        client.Start(Start);
        client.Receive(Server.Reply(DhcpMessageType.Offer, client.Transaction, "192.0.2.50", (51, [0, 0, 14, 16])), Start);
        client.Receive(Server.Reply(DhcpMessageType.Acknowledge, client.Transaction, "192.0.2.50", (51, [0, 0, 14, 16])), Start);
        DhcpSend renew = Assert.IsType<DhcpSend>(client.Wake(Start.AddSeconds(1800)));
        Assert.Equal((DhcpMessageType.Request, null, null), (renew.Message.Type, renew.From, renew.To));
        Assert.Equal((null, Given, null), (renew.Message.Own, renew.Message.Requested, renew.Message.Server));
        client.Receive(Server.Reply(DhcpMessageType.Acknowledge, client.Transaction, "192.0.2.50", (51, [0, 0, 14, 16])), Start.AddSeconds(1801));
        Assert.Equal(Start.AddSeconds(1801 + 3600), client.Lease!.Expires);
    }

    [Fact]
    public void A_renewed_lease_runs_from_the_answer_on()
    {
        Bind();
        _client.Wake(Start.AddSeconds(1800));
        _client.Receive(Reply(DhcpMessageType.Acknowledge), Start.AddSeconds(1801));
        Assert.Equal((DhcpClientState.Bound, Start.AddSeconds(1801 + 3600)), (_client.State, _client.Lease!.Expires));
    }

    [Fact]
    public void A_refusal_ends_the_lease_and_a_new_address_is_looked_for()
    {
        Bind();
        _client.Wake(Start.AddSeconds(1800));
        DhcpSend discover = Assert.IsType<DhcpSend>(_client.Receive(Reply(DhcpMessageType.Refuse, (56, "moved"u8.ToArray())), Start.AddSeconds(1801)));
        Assert.Equal((DhcpMessageType.Discover, null, "moved"), (discover.Message.Type, _client.Lease, _client.Refusal));
    }

    [Fact]
    public void Who_had_an_address_asks_for_it_first_and_then_for_any()
    {
        var client = new DhcpClient(new DhcpClientOptions { Hardware = Server.Hardware, Wanted = Given }, new Random(1));
        DhcpSend reboot = client.Start(Start);
        Assert.Equal((DhcpMessageType.Request, Given, null, null), (reboot.Message.Type, reboot.Message.Requested, reboot.Message.Own, reboot.Message.Server));
        Assert.Equal(DhcpMessageType.Request, client.Wake(client.Due)!.Message.Type);
        DhcpSend discover = client.Wake(client.Due)!;
        Assert.Equal((DhcpMessageType.Discover, Given), (discover.Message.Type, discover.Message.Requested));
    }

    [Fact]
    public void Repetitions_become_rarer_up_to_a_minute()
    {
        _client.Start(Start);
        DateTimeOffset now = Start;
        double last = 0;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            double wait = (_client.Due - now).TotalSeconds;
            Assert.InRange(wait, Math.Min(last * 1.2, 63.7), 64.3);
            (last, now) = (wait, _client.Due);
            Assert.Equal(DhcpMessageType.Discover, _client.Wake(now)!.Message.Type);
        }
    }

    [Fact]
    public void A_lease_from_before_goes_on_where_it_was()
    {
        Bind();
        var second = new DhcpClient(new DhcpClientOptions { Hardware = Server.Hardware }, new Random(2));
        Assert.Null(second.Resume(_client.Lease!, Start.AddSeconds(100)));
        Assert.Equal((DhcpClientState.Bound, Start.AddSeconds(1800)), (second.State, second.Due));
        var late = new DhcpClient(new DhcpClientOptions { Hardware = Server.Hardware }, new Random(2));
        Assert.Equal(DhcpMessageType.Request, late.Resume(_client.Lease!, Start.AddSeconds(2000))!.Message.Type);
        Assert.Equal(DhcpClientState.Renewing, late.State);
    }

    [Fact]
    public void What_is_for_another_client_or_not_awaited_is_ignored()
    {
        _client.Start(Start);
        Assert.Null(_client.Receive(Reply(DhcpMessageType.Acknowledge), Start)); // no request was made
        Assert.Null(_client.Receive(Server.Reply(DhcpMessageType.Offer, _client.Transaction + 1, "192.0.2.50"), Start));
        Assert.Null(_client.Receive(Server.Reply(DhcpMessageType.Offer, _client.Transaction, "0.0.0.0"), Start));
        byte[] stranger = Server.Message(DhcpMessageType.Offer, _client.Transaction, "192.0.2.50", (54, [192, 0, 2, 1]));
        stranger[28] ^= 2;
        Assert.True(DhcpReply.TryRead(stranger, out DhcpReply reply));
        Assert.Null(_client.Receive(reply, Start));
        Assert.Equal(DhcpClientState.Selecting, _client.State);
    }

    [Fact]
    public void Routes_take_the_place_of_routers()
    {
        Bind((121, [24, 198, 51, 100, 192, 0, 2, 9, 0, 192, 0, 2, 254]));
        Assert.Equal("192.0.2.254", _client.Lease!.Gateway!.ToString());
        Assert.Equal("198.51.100.0/24", Assert.Single(_client.Lease.Routes).Destination.ToString());
    }

    [Theory]
    [InlineData(600, 0, 600, 600, "T2 alone, before half of the lease")]
    [InlineData(3000, 3000, 1800, 3000, "T1 not before T2")]
    [InlineData(4000, 900, 900, 3150, "T2 behind the end of the lease")]
    public void Times_that_are_out_of_order_are_put_in_order(int rebind, int renew, int wantedRenew, int wantedRebind, string why)
    {
        Bind([(59, Seconds(rebind)), .. renew == 0 ? Array.Empty<(byte, byte[])>() : [(58, Seconds(renew))]]);
        Assert.True((Start.AddSeconds(wantedRenew), Start.AddSeconds(wantedRebind)) == (_client.Lease!.Renew, _client.Lease.Rebind), $"{why}: {_client.Lease}");
    }

    [Fact]
    public void Release_and_decline_end_the_client()
    {
        Bind();
        DhcpSend release = Assert.IsType<DhcpSend>(_client.Release(Start));
        Assert.Equal((DhcpMessageType.Release, "192.0.2.1"), (release.Message.Type, release.To!.ToString()));
        Assert.Equal(DateTimeOffset.MaxValue, _client.Due);
        Assert.Null(_client.Decline(Start));
    }

    private static byte[] Seconds(int seconds)
    {
        byte[] value = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(value, seconds);
        return value;
    }

    private DhcpReply Reply(DhcpMessageType type, params (byte Code, byte[] Value)[] options) => Server.Reply(
        type, _client.Transaction, "192.0.2.50", [(1, [255, 255, 255, 0]), (3, [192, 0, 2, 1]), (51, Seconds(3600)), .. options]);

    private void Bind(params (byte Code, byte[] Value)[] options)
    {
        _client.Start(Start);
        _client.Receive(Reply(DhcpMessageType.Offer, options), Start);
        _client.Receive(Reply(DhcpMessageType.Acknowledge, options), Start);
        Assert.Equal(DhcpClientState.Bound, _client.State);
    }
}
