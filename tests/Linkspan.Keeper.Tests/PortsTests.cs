using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Model;

namespace Linkspan.Keeper.Tests;

public sealed class PortsTests
{
    private const int AddressInUse = 98;
    private const int AddressNotAvailable = 99;

    [Fact]
    public async Task A_group_gets_one_free_number_for_both_families_and_nobody_else_can_have_it()
    {
        await using var keeper = new TestKeeper();
        IReadOnlyList<KeeperPortResult> held = await keeper.Client.ReservePortsAsync(
            [Port("a", "127.0.0.1") with { Group = "g" }, Port("b", "::1") with { Group = "g" }], TestKeeper.Soon);
        Assert.All(held, result => Assert.Equal(0, result.Errno));
        Assert.Equal(held[0].HostPort, held[1].HostPort);
        using var thief = new TcpListener(IPAddress.Loopback, held[0].HostPort);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(thief.Start).SocketErrorCode);
        await keeper.Client.ReleasePortsAsync([new("a"), new("b")], TestKeeper.Soon);
        thief.Start();
    }

    [Fact]
    public async Task All_or_nothing_and_the_kernels_own_errno()
    {
        await using var keeper = new TestKeeper();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        ushort used = (ushort)((IPEndPoint)taken.LocalEndpoint).Port;
        IReadOnlyList<KeeperPortResult> results = await keeper.Client.ReservePortsAsync(
            [Port("good", "127.0.0.1"), Port("used", "127.0.0.1") with { HostPort = used }, Port("elsewhere", "203.0.113.7")], TestKeeper.Soon);
        Assert.Equal([0, AddressInUse, AddressNotAvailable], results.Select(result => result.Errno));
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        results = await keeper.Client.ReservePortsAsync(
            [Port("range", "127.0.0.1") with { HostPort = used, HostPortEnd = (ushort)(used + 20) }], TestKeeper.Soon);
        Assert.InRange(results[0].HostPort, used + 1, used + 20);
        Assert.Equal(results, await keeper.Client.ReservePortsAsync([Port("range", "127.0.0.1")], TestKeeper.Soon));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")] // an IPv4 container reached by IPv6
    public async Task What_reaches_a_tcp_port_is_relayed_both_ways_until_each_side_ends(string host)
    {
        await using var keeper = new TestKeeper();
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        ushort targetPort = (ushort)((IPEndPoint)target.LocalEndpoint).Port;
        IReadOnlyList<KeeperPortResult> held = await keeper.Client.ReservePortsAsync([Port("p", host) with { TargetPort = 1 }], TestKeeper.Soon);
        await keeper.Client.RetargetPortAsync("p", IPAddress.Loopback, null, targetPort, TestKeeper.Soon);
        byte[] payload = new byte[3_000_000];
        new Random(1).NextBytes(payload);
        using var client = new TcpClient(IPAddress.Parse(host).AddressFamily);
        await client.ConnectAsync(IPAddress.Parse(host), held[0].HostPort, TestKeeper.Soon);
        NetworkStream stream = client.GetStream(); // not to be had after the half-close
        using TcpClient server = await target.AcceptTcpClientAsync(TestKeeper.Soon);
        Task sending = Send();
        byte[] received = new byte[payload.Length];
        await server.GetStream().ReadExactlyAsync(received, TestKeeper.Soon);
        Assert.Equal(0, await server.GetStream().ReadAsync(new byte[1], TestKeeper.Soon));
        await sending;
        await server.GetStream().WriteAsync("bye"u8.ToArray(), TestKeeper.Soon);
        server.Close();
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, TestKeeper.Soon);
        Assert.Equal("bye", Encoding.ASCII.GetString(rest.ToArray()));
        Assert.True(payload.AsSpan().SequenceEqual(received));

        async Task Send()
        {
            await stream.WriteAsync(payload, TestKeeper.Soon);
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task Udp_clients_have_sessions_and_answers_come_from_the_address_asked()
    {
        await using var keeper = new TestKeeper();
        using var target = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        ushort targetPort = (ushort)((IPEndPoint)target.Client.LocalEndPoint!).Port;
        IReadOnlyList<KeeperPortResult> held = await keeper.Client.ReservePortsAsync(
            [Port("u", "0.0.0.0") with { Protocol = Protocol.Udp, TargetPort = targetPort }], TestKeeper.Soon);
        foreach (string address in (string[])["127.0.0.1", "127.0.0.9"])
        {
            using var client = new UdpClient(AddressFamily.InterNetwork);
            client.Connect(IPAddress.Parse(address), held[0].HostPort); // takes answers from there only
            await client.SendAsync("ping"u8.ToArray(), TestKeeper.Soon);
            UdpReceiveResult question = await target.ReceiveAsync(TestKeeper.Soon);
            await target.SendAsync("pong"u8.ToArray(), question.RemoteEndPoint, TestKeeper.Soon);
            Assert.Equal("pong", Encoding.ASCII.GetString((await client.ReceiveAsync(TestKeeper.Soon)).Buffer));
        }
    }

    [Fact]
    public async Task Ten_thousand_ports_are_held_at_once()
    {
        await using var keeper = new TestKeeper();
        await keeper.Client.HelloAsync(TestKeeper.Soon);
        KeeperPort[] ports = [.. Enumerable.Range(0, 10_000).Select(i => Port($"p{i}", "127.0.0.7") with { HostPort = (ushort)(20_000 + i) })];
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<KeeperPortResult> results = await keeper.Client.ReservePortsAsync(ports, TestKeeper.Soon);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Assert.All(results, result => Assert.Equal(0, result.Errno));
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        TestContext.Current.TestOutputHelper?.WriteLine($"10,000 ports in {elapsed.TotalMilliseconds:F0} ms");
    }

    private static KeeperPort Port(string id, string address) =>
        new() { Id = id, HostAddress = IPAddress.Parse(address), TargetPort = 80, Target4 = IPAddress.Loopback };
}
