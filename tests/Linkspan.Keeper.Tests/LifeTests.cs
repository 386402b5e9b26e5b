using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Keeper.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LifeTests
{
    private const int KillSignal = 9;

    [Fact]
    public async Task There_is_one_keeper_a_socket_and_its_parent_is_not_us()
    {
        await using var keeper = new TestKeeper();
        KeeperClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => new KeeperClient(keeper.Options))];
        KeeperHello[] hellos = await Task.WhenAll(clients.Select(client => client.HelloAsync(TestKeeper.Soon)));
        Assert.Single(hellos.Distinct());
        string[] stat = (await File.ReadAllTextAsync($"/proc/{hellos[0].ProcessId}/stat")).Split(' ');
        Assert.NotEqual($"{Environment.ProcessId}", stat[3]);
        Assert.Equal($"{hellos[0].ProcessId}", stat[5]); // a session of its own
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keeper.Options.SocketPath));
    }

    [Fact]
    public async Task A_killed_keeper_is_started_again_and_the_client_is_told_that_it_is_empty()
    {
        await using var keeper = new TestKeeper();
        int emptied = 0;
        keeper.Client.Emptied += () => emptied++;
        KeeperHello first = await keeper.Client.HelloAsync(TestKeeper.Soon);
        await keeper.Client.PutEndpointsAsync([NamesTests.Endpoint("1", "c1", "10.0.0.2")], TestKeeper.Soon);
        Assert.Equal(0, TestKeeper.Kill(first.ProcessId, KillSignal));
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Endpoints);
        Assert.Equal(1, emptied);
        Assert.NotEqual(first.Instance, (await keeper.Client.HelloAsync(TestKeeper.Soon)).Instance);
    }

    [Fact]
    public async Task A_handover_under_load_loses_no_query_no_log_byte_and_no_reservation()
    {
        await using var keeper = new TestKeeper();
        using NetworkNamespace sandbox = keeper.Sandbox("s1");
        KeeperSandboxPorts ports = await keeper.Client.PutSandboxAsync(NamesTests.Settings(keeper, "s1"), TestKeeper.Soon);
        await keeper.Client.PutEndpointsAsync([NamesTests.Endpoint("1", "c1", "10.0.0.2")], TestKeeper.Soon);
        IReadOnlyList<KeeperPortResult> held = await keeper.Client.ReservePortsAsync(
            [.. Enumerable.Range(0, 1000).Select(i => new KeeperPort { Id = $"{i}", HostAddress = IPAddress.Parse("127.0.0.8"), TargetPort = 80 })],
            TestKeeper.Soon);
        KeeperLog log = keeper.Log("c");
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        await using KeeperStream attached = await keeper.Client.AttachLogAsync(new KeeperAttach { Container = "c", Stdout = true }, TestKeeper.Soon);
        KeeperHello before = await keeper.Client.HelloAsync(TestKeeper.Soon);
        using var stop = new CancellationTokenSource();
        Task<int> asking = Task.Run(() => Ask(sandbox, ports.UdpPort, stop.Token));
        Task<long> reading = Task.Run(() => Count(attached));
        Task<int> writing = Task.Run(() => Write(log.StdoutPath, stop.Token));

        for (int i = 0; i < 3; i++)
        {
            using Process next = Process.Start(TestKeeper.ExecutablePath, ["keep", "--socket", keeper.Options.SocketPath, "--take-over", "--detach"]);
            await next.WaitForExitAsync(TestKeeper.Soon);
            Assert.Equal(0, next.ExitCode);
        }

        await stop.CancelAsync();
        Assert.InRange(await asking, 100, int.MaxValue);
        int written = await writing;
        KeeperHello after = await keeper.Client.HelloAsync(TestKeeper.Soon);
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Equal(before.Instance, after.Instance);
        KeeperState state = await keeper.Client.StateAsync(TestKeeper.Soon);
        Assert.Equal(held.Select(port => port.HostPort).Order(), state.Ports.Select(port => port.HostPort).Order());
        Assert.Equal(ports, state.Sandboxes[0].Ports);
        using var thief = new TcpListener(IPAddress.Parse("127.0.0.8"), held[0].HostPort);
        Assert.Throws<SocketException>(thief.Start);
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        LogsTests.Line[] lines = LogsTests.Parse(await File.ReadAllTextAsync(log.LogPath!));
        Assert.Equal(Enumerable.Range(0, written).Select(i => $"{i}\n"), lines.Select(line => line.Log));
        Assert.Equal(lines.Sum(line => line.Log.Length), await reading);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_gets_every_byte_in_order_over_several_handovers()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c");
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        await using KeeperStream attached = await keeper.Client.AttachLogAsync(new KeeperAttach { Container = "c", Stdout = true }, TestKeeper.Soon);
        using var stop = new CancellationTokenSource();
        Task<string> reading = Task.Run(() => ReadSlowly(attached));
        Task<int> writing = Task.Run(() => Write(log.StdoutPath, stop.Token));
        for (int i = 0; i < 6; i++)
        {
            using Process next = Process.Start(TestKeeper.ExecutablePath, ["keep", "--socket", keeper.Options.SocketPath, "--take-over", "--detach"]);
            await next.WaitForExitAsync(TestKeeper.Soon);
            Assert.Equal(0, next.ExitCode);
        }

        await stop.CancelAsync();
        int written = await writing;
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        string[] got = (await reading).Split('\n');
        for (int i = 0; i < written; i++)
        {
            Assert.True(i < got.Length && got[i] == $"{i}", $"line {i} of {written} came as {(i < got.Length ? got[i] : "nothing")}, of {got.Length}");
        }
    }

    /// <summary>Takes a little at a time, so that output waits for it in the keeper and in the socket.</summary>
    private static async Task<string> ReadSlowly(KeeperStream stream)
    {
        var text = new System.Text.StringBuilder();
        byte[] head = new byte[8];
        byte[] body = new byte[1 << 20];
        for (int frame = 0; await stream.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false) == 8; frame++)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
            await stream.ReadExactlyAsync(body.AsMemory(0, length));
            text.Append(System.Text.Encoding.ASCII.GetString(body, 0, length));
            if (frame % 16 == 0)
            {
                await Task.Delay(1); // the container must be faster than its reader: this is the load, nothing is waited for
            }
        }

        return text.ToString();
    }

    private static int Ask(NetworkNamespace sandbox, int port, CancellationToken stop)
    {
        using Socket socket = sandbox.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Connect(IPAddress.Parse("127.0.0.11"), port);
        socket.ReceiveTimeout = 3000;
        byte[] query = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, (byte)'c', (byte)'1', 0, 0, 1, 0, 1];
        byte[] answer = new byte[512];
        int count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            query[0] = (byte)(count >> 8);
            query[1] = (byte)count;
            socket.Send(query);
            Assert.Equal(36, socket.Receive(answer)); // throws after 3 s: a lost query
            Assert.Equal(query[..2], answer[..2]);
        }

        return count;
    }

    private static int Write(string fifo, CancellationToken stop)
    {
        using FileStream stream = new(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        int count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes($"{count}\n"));
        }

        return count;
    }

    private static async Task<long> Count(KeeperStream stream)
    {
        long payload = 0;
        byte[] head = new byte[8];
        byte[] body = new byte[1 << 20];
        while (await stream.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false) == 8)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
            await stream.ReadExactlyAsync(body.AsMemory(0, length));
            payload += length;
        }

        return payload;
    }
}
