using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Linkspan.Engine.Model;

namespace Linkspan.Keeper.Tests;

/// <summary>Neighbours that are named once: held, found, split and handed over port by port.</summary>
public sealed class PortRunsTests
{
    private const int AddressInUse = 98;
    private const int Exists = 17;
    private const int First = 21_000;
    private const int Count = 1500; // so many that two threads bind them

    private static readonly IPAddress Host = IPAddress.Parse("127.0.0.6");

    [Fact]
    public async Task A_run_is_held_and_can_be_let_go_in_parts()
    {
        await using var keeper = new TestKeeper();
        KeeperPort run = Run(First, Count);
        Assert.Equal([new KeeperPortResult(run.Id, First, 0)], await keeper.Client.ReservePortsAsync([run], TestKeeper.Soon));
        Assert.Equal([run], (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        Assert.All([First, First + 700, First + Count - 1], static port => Assert.False(IsFree(port)));

        await keeper.Client.ReleasePortsAsync([new("c0ffee/710/x", 9)], TestKeeper.Soon);
        Assert.Equal([Run(First, 700), Run(First + 710, Count - 710) with { Id = "c0ffee/720/x" }], await StateAsync(keeper, 700, 720));
        Assert.All([First + 700, First + 709], static port => Assert.True(IsFree(port)));
        Assert.All([First + 699, First + 710], static port => Assert.False(IsFree(port)));

        await keeper.Client.ReleasePortsAsync([run.Ids], TestKeeper.Soon); // with those that are not there any more
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        Assert.All([First, First + Count - 1], static port => Assert.True(IsFree(port)));
    }

    [Fact]
    public async Task A_conflict_in_a_run_is_named_by_its_place_and_leaves_nothing_bound()
    {
        await using var keeper = new TestKeeper();
        using TcpListener late = Listen(First + 1400);
        KeeperPort other = new() { Id = "other", HostAddress = Host, HostPort = 20_500, TargetPort = 80 };
        Assert.Equal(
            [new KeeperPortResult("other", 0, 0), new KeeperPortResult("c0ffee/10/x", 0, AddressInUse, 1400)],
            await keeper.Client.ReservePortsAsync([other, Run(First, Count)], TestKeeper.Soon));
        using TcpListener early = Listen(First + 3);
        Assert.Equal(3, (await keeper.Client.ReservePortsAsync([Run(First, Count)], TestKeeper.Soon))[0].Offset);
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        Assert.All([20_500, First, First + 2, First + 4, First + 1399, First + 1401, First + Count - 1], static port => Assert.True(IsFree(port)));
    }

    [Fact]
    public async Task What_is_held_stays_held_when_it_is_asked_for_in_other_runs()
    {
        await using var keeper = new TestKeeper();
        using TcpListener target = Listen(0);
        ushort number = (ushort)((IPEndPoint)target.LocalEndpoint).Port;
        KeeperPort run = Run(First, 10) with { Target4 = Host, TargetPort = (ushort)(number - 4) };
        await keeper.Client.ReservePortsAsync([run], TestKeeper.Soon);
        using TcpClient client = new();
        await client.ConnectAsync(Host, First + 4, TestKeeper.Soon); // led to the target's own port, as the fifth of the run
        using TcpClient server = await target.AcceptTcpClientAsync(TestKeeper.Soon);

        KeeperPort more = run with { Further = 19 };
        KeeperPort elsewhere = more with { HostAddress = IPAddress.Loopback };
        Assert.Equal(Exists, (await keeper.Client.ReservePortsAsync([elsewhere], TestKeeper.Soon))[0].Errno);
        Assert.Equal(0, (await keeper.Client.ReservePortsAsync([more], TestKeeper.Soon))[0].Errno);
        Assert.Equal([more], (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        await client.GetStream().WriteAsync("on"u8.ToArray(), TestKeeper.Soon);
        byte[] got = new byte[2];
        await server.GetStream().ReadExactlyAsync(got, TestKeeper.Soon);
        Assert.Equal("on", Encoding.ASCII.GetString(got));
    }

    [Fact]
    public async Task Udp_is_led_to_the_port_of_its_place()
    {
        await using var keeper = new TestKeeper();
        using var target = new UdpClient(new IPEndPoint(Host, 0));
        ushort number = (ushort)((IPEndPoint)target.Client.LocalEndPoint!).Port;
        await keeper.Client.ReservePortsAsync([Run(First, 10) with { Protocol = Protocol.Udp, Target4 = Host, TargetPort = (ushort)(number - 7) }], TestKeeper.Soon);
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(Host, First + 7);
        await client.SendAsync("ping"u8.ToArray(), TestKeeper.Soon);
        UdpReceiveResult question = await target.ReceiveAsync(TestKeeper.Soon);
        await target.SendAsync(question.Buffer, question.RemoteEndPoint, TestKeeper.Soon);
        Assert.Equal("ping", Encoding.ASCII.GetString((await client.ReceiveAsync(TestKeeper.Soon)).Buffer));
    }

    [Theory]
    [InlineData("no number", First, 0, null)]
    [InlineData("c0ffee/10/x", 0, 0, null)] // any port: neighbours would be chance
    [InlineData("c0ffee/10/x", First, First + 5, null)]
    [InlineData("c0ffee/10/x", First, 0, "group")]
    [InlineData("c0ffee/10/x", 65_530, 0, null)]
    public async Task What_cannot_be_a_run_is_refused(string id, int hostPort, int end, string? group)
    {
        await using var keeper = new TestKeeper();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => keeper.Client.ReservePortsAsync(
            [Run(First, 20) with { Id = id, HostPort = (ushort)hostPort, HostPortEnd = (ushort)end, Group = group }], TestKeeper.Soon));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
    }

    [Theory]
    [InlineData("""{"id":2,"portReserve":[{"id":"a/1/x","hostAddress":null,"hostPort":21000,"protocol":6,"targetPort":1,"further":1000}]}""", true)] // two threads would bind it
    [InlineData("""{"id":2,"portReserve":[{"id":"a/1/x","hostAddress":"127.0.0.6","hostPort":21000,"protocol":6,"targetPort":1,"further":-7}]}""", true)]
    [InlineData("""{"id":2,"portReserve":[{"id":"a/2147483647/x","hostAddress":"127.0.0.6","hostPort":21000,"protocol":6,"targetPort":1,"further":3}]}""", true)]
    [InlineData("""{"id":2,"portRunRelease":[{"id":"a/1/x","further":2147483647},{"id":"a/1/x","further":-2147483648}]}""", false)]
    [InlineData("""{"id":2,"portRunRelease":[{"id":null,"further":1}]}""", true)]
    public async Task A_run_that_makes_no_sense_does_not_end_the_keeper(string request, bool refused)
    {
        await using var keeper = new TestKeeper();
        KeeperHello before = await keeper.Client.HelloAsync(TestKeeper.Soon);
        using Socket socket = await ConnectAsync(keeper);
        Assert.Equal(refused, (await AskAsync(socket, request)).TryGetProperty("error", out _));
        Assert.Equal(before, await keeper.Client.HelloAsync(TestKeeper.Soon));
        KeeperState state = await keeper.Client.StateAsync(TestKeeper.Soon);
        Assert.Equal(state.Ports.Sum(static port => port.Further + 1), state.Ports.SelectMany(static run => run.Each()).Count());
    }

    [Fact]
    public async Task A_handover_keeps_runs_and_what_leads_through_them()
    {
        await using var keeper = new TestKeeper();
        using TcpListener target = Listen(0);
        ushort number = (ushort)((IPEndPoint)target.LocalEndpoint).Port;
        KeeperPort run = Run(First, Count) with { Target4 = Host, TargetPort = (ushort)(number - 1000) };
        KeeperPort single = new() { Id = "single", HostAddress = Host, TargetPort = 80 };
        IReadOnlyList<KeeperPortResult> held = await keeper.Client.ReservePortsAsync([single, run], TestKeeper.Soon);
        await keeper.Client.ReleasePortsAsync([new("c0ffee/15/x")], TestKeeper.Soon);
        IReadOnlyList<KeeperPort> before = (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports;
        Assert.Equal(3, before.Count);

        using Process next = Process.Start(TestKeeper.ExecutablePath, ["keep", "--socket", keeper.Options.SocketPath, "--take-over", "--detach"]);
        await next.WaitForExitAsync(TestKeeper.Soon);
        Assert.Equal(0, next.ExitCode);
        Assert.Equal(before, (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports);
        Assert.All([held[0].HostPort, First, First + Count - 1], static port => Assert.False(IsFree(port)));
        Assert.True(IsFree(First + 5));
        using TcpClient client = new();
        await client.ConnectAsync(Host, First + 1000, TestKeeper.Soon);
        using TcpClient server = await target.AcceptTcpClientAsync(TestKeeper.Soon);
        await keeper.Client.ReleasePortsAsync([new("c0ffee/1010/x")], TestKeeper.Soon);
        Assert.Equal(0, await server.GetStream().ReadAsync(new byte[1], TestKeeper.Soon));
        Assert.True(IsFree(First + 1000));
    }

    [Fact]
    public async Task A_client_and_a_successor_that_know_no_runs_see_single_ports()
    {
        await using var keeper = new TestKeeper();
        await keeper.Client.ReservePortsAsync([Run(First, 5)], TestKeeper.Soon);
        using Socket old = await ConnectAsync(keeper);
        await AskAsync(old, """{"id":1,"hello":{"version":1,"instance":"","processId":0}}""");
        JsonElement ports = (await AskAsync(old, """{"id":2,"state":true}""")).GetProperty("state").GetProperty("ports");
        Assert.Equal(
            Enumerable.Range(0, 5).Select(static i => $"c0ffee/{10 + i}/x {First + i} 0"),
            ports.EnumerateArray().Select(static port => $"{port.GetProperty("id")} {port.GetProperty("hostPort")} {port.GetProperty("further")}"));
        await AskAsync(old, """{"id":3,"portRelease":["c0ffee/11/x","c0ffee/99/x"]}""");
        Assert.True(IsFree(First + 1));

        await AskAsync(old, """{"id":4,"handover":true}""");
        byte[] size = new byte[4];
        await old.ReceiveAsync(size);
        byte[] state = new byte[BitConverter.ToInt32(size)];
        for (int got = 0; got < state.Length;)
        {
            got += await old.ReceiveAsync(state.AsMemory(got));
        }

        JsonElement handed = JsonDocument.Parse(state).RootElement;
        Assert.Equal(4, handed.GetProperty("ports").GetArrayLength());
        Assert.Equal(2 + 4, handed.GetProperty("descriptors").GetInt32()); // lock and listener
        old.Close(); // it does not take them: the keeper goes on
        Assert.Equal(2, (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports.Count);
    }

    [Fact]
    public async Task A_keeper_that_knows_no_runs_is_asked_for_single_ports()
    {
        string folder = Directory.CreateTempSubdirectory("keeper-").FullName;
        string path = Path.Combine(folder, "keeper.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        List<string> heard = [];
        Task serving = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptAsync(TestKeeper.Soon);
            using var reader = new StreamReader(new NetworkStream(socket));
            while (await reader.ReadLineAsync(TestKeeper.Soon) is { } line)
            {
                JsonElement request = JsonDocument.Parse(line).RootElement;
                heard.Add(line);
                string answer = request.TryGetProperty("hello", out _) ? """ "hello":{"version":1,"instance":"i","processId":1} """
                    : request.TryGetProperty("portReserve", out JsonElement ports)
                        ? "\"ports\":[" + string.Join(',', ports.EnumerateArray().Select(static port =>
                            $$"""{"id":"{{port.GetProperty("id")}}","hostPort":0,"errno":{{(port.GetProperty("hostPort").GetInt32() == First + 2 ? AddressInUse : 0)}}}""")) + "]"
                        : """ "error":null """;
                await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"id":{{request.GetProperty("id")}},{{answer}}}""" + "\n"));
            }
        });
        await using (var client = new KeeperClient(new KeeperOptions { SocketPath = path }))
        {
            KeeperPort single = new() { Id = "single", HostAddress = Host, TargetPort = 80 };
            Assert.Equal(
                [new KeeperPortResult("single", 0, 0), new KeeperPortResult("c0ffee/10/x", 0, AddressInUse, 2), new KeeperPortResult("c0ffee/20/x", 0, 0)],
                await client.ReservePortsAsync([single, Run(First, 4), Run(First + 10, 2) with { Id = "c0ffee/20/x" }], TestKeeper.Soon));
            await client.ReleasePortsAsync([new("single"), new("c0ffee/10/x", 2)], TestKeeper.Soon);
        }

        await serving;
        Assert.Equal(7, JsonDocument.Parse(heard[1]).RootElement.GetProperty("portReserve").GetArrayLength());
        Assert.Contains("\"portRelease\":[\"single\",\"c0ffee/10/x\",\"c0ffee/11/x\",\"c0ffee/12/x\"]", heard[2], StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A run whose ids begin at 10.</summary>
    private static KeeperPort Run(int first, int count) => new()
    {
        Id = "c0ffee/10/x",
        HostAddress = Host,
        HostPort = (ushort)first,
        TargetPort = (ushort)first,
        Target4 = IPAddress.Parse("10.0.0.2"),
        Further = count - 1,
    };

    /// <summary>What is held: a run split in two, whose second part begins at an id.</summary>
    private static async Task<IReadOnlyList<KeeperPort>> StateAsync(TestKeeper keeper, int firstCount, int secondId)
    {
        IReadOnlyList<KeeperPort> ports = (await keeper.Client.StateAsync(TestKeeper.Soon)).Ports;
        Assert.Equal((2, firstCount - 1, $"c0ffee/{secondId}/x"), (ports.Count, ports[0].Further, ports[1].Id));
        return ports;
    }

    private static async Task<Socket> ConnectAsync(TestKeeper keeper)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(keeper.Options.SocketPath));
        return socket;
    }

    private static async Task<JsonElement> AskAsync(Socket socket, string line)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"));
        List<byte> answer = [];
        byte[] one = new byte[1];
        while (await socket.ReceiveAsync(one, TestKeeper.Soon) == 1 && one[0] != (byte)'\n')
        {
            answer.Add(one[0]);
        }

        return JsonDocument.Parse(answer.ToArray()).RootElement;
    }

    private static bool IsFree(int port)
    {
        try
        {
            Listen(port).Stop();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(Host, port);
        listener.Start();
        return listener;
    }
}
