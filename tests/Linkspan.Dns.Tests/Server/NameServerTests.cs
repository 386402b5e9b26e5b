using System.Net;
using System.Net.Sockets;

namespace Linkspan.Dns.Tests.Server;

/// <summary>The server on real sockets of loopback, with upstream servers played by the test.</summary>
public sealed class NameServerTests : IDisposable
{
    private readonly EventLoop _loop = new("test");
    private readonly Zone _zone = new() { Name = "n1" };
    private readonly string _resolverPath = Path.GetTempFileName();

    public NameServerTests() => _zone.Add(new ZoneEntry(["c1"], IPAddress.Parse("10.0.0.2"), null));

    public void Dispose()
    {
        _loop.Stop();
        File.Delete(_resolverPath);
    }

    [Fact]
    public async Task Udp_and_tcp_answer_and_tcp_takes_several_queries_at_once()
    {
        Serving served = Start(53, new View([_zone], Empty()));
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("c1", DnsType.A), served.Udp);
        Assert.Equal(["10.0.0.2"], Message.Parse((await Within(udp.ReceiveAsync())).Buffer).Data);

        using var tcp = new TcpClient(AddressFamily.InterNetwork);
        await tcp.ConnectAsync(served.Tcp);
        NetworkStream stream = tcp.GetStream(); // not to be had after the half-close
        byte[] query = Prefixed(Message.Query("c1", DnsType.A));
        await stream.WriteAsync((byte[])[.. query, .. query, .. query[..3]]);
        await stream.WriteAsync(query.AsMemory(3));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(["10.0.0.2"], Message.Parse(await ReadPrefixed(stream)).Data);
        }

        tcp.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await Within(stream.ReadAsync(new byte[1])));
    }

    [Fact]
    public async Task An_unknown_name_goes_upstream_by_the_clients_transport_under_another_id()
    {
        using var upstream = new FakeUpstream(query => FakeUpstream.Answer(query, DnsCode.NoError));
        Serving served = Start(upstream.Port, Default(upstream));
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("example.org", DnsType.A), served.Udp);
        byte[] answer = (await Within(udp.ReceiveAsync())).Buffer;
        Assert.Equal(Message.Id, Message.IdOf(answer));
        Assert.Equal(["203.0.113.9"], Message.Parse(answer).Data);
        Assert.Equal("udp", Assert.Single(upstream.Asked).Transport);

        using var tcp = new TcpClient(AddressFamily.InterNetwork);
        await tcp.ConnectAsync(served.Tcp);
        NetworkStream stream = tcp.GetStream(); // not to be had after the half-close
        await stream.WriteAsync(Prefixed(Message.Query("example.org", DnsType.A)));
        tcp.Client.Shutdown(SocketShutdown.Send); // a client that ends its side still gets its answer
        answer = await ReadPrefixed(stream);
        Assert.Equal(Message.Id, Message.IdOf(answer));
        Assert.Equal("tcp", upstream.Asked.Last().Transport);
        Assert.Contains(upstream.Asked, asked => asked.Id != Message.Id);
    }

    [Theory]
    [InlineData(DnsCode.ServerFailure)]
    [InlineData(DnsCode.Refused)]
    public async Task After_a_server_that_fails_the_next_one_is_asked(DnsCode code)
    {
        using var bad = new FakeUpstream(query => FakeUpstream.Answer(query, code), "127.0.0.2");
        using var good = new FakeUpstream(query => FakeUpstream.Answer(query, DnsCode.NoError), "127.0.0.3", bad.Port);
        Serving served = Start(bad.Port, Default(bad, good));
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("example.org", DnsType.A), served.Udp);
        Assert.Equal(DnsCode.NoError, Message.Parse((await Within(udp.ReceiveAsync())).Buffer).Header.Code);
        Assert.Single(bad.Asked);
        Assert.Single(good.Asked);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_upstream_does_not_exist()
    {
        using var upstream = new FakeUpstream(query => FakeUpstream.Answer(query, DnsCode.NoSuchName));
        Serving served = Start(upstream.Port, Default(upstream));
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("nowhere.example", DnsType.A), served.Udp);
        Assert.Equal(DnsCode.NoSuchName, Message.Parse((await Within(udp.ReceiveAsync())).Buffer).Header.Code);
    }

    [Fact]
    public async Task Without_a_server_that_answers_the_answer_is_servfail()
    {
        using var upstream = new FakeUpstream(_ => []);
        int port = upstream.Port;
        upstream.Dispose(); // nobody listens: the kernel says so at once
        File.WriteAllText(_resolverPath, "nameserver 127.0.0.1\n");
        Serving served = Start(port, new View([_zone], Empty()) { UseDefaultServers = true });
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("example.org", DnsType.A, opt: 1232), served.Udp);
        Assert.Equal(DnsCode.ServerFailure, Message.Parse((await Within(udp.ReceiveAsync())).Buffer).Header.Code);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_not_taken()
    {
        using var upstream = new FakeUpstream(query =>
        {
            byte[] forged = FakeUpstream.Answer(query, DnsCode.NoError);
            forged[13]++; // first letter of the name
            return forged;
        });
        using var genuine = new FakeUpstream(query => FakeUpstream.Answer(query, DnsCode.NoError), "127.0.0.3", upstream.Port);
        Serving served = Start(upstream.Port, Default(upstream, genuine));
        using UdpClient udp = Client();
        await udp.SendAsync(Message.Query("example.org", DnsType.A), served.Udp);
        Assert.Equal(["203.0.113.9"], Message.Parse((await Within(udp.ReceiveAsync(), seconds: 8)).Buffer).Data);
        Assert.Single(genuine.Asked); // after the first one's 4 s
    }

    [Fact]
    public async Task More_than_1024_waiting_queries_are_refused()
    {
        using var upstream = new FakeUpstream(_ => []);
        Serving served = Start(upstream.Port, Default(upstream));
        using UdpClient udp = Client();
        udp.Client.ReceiveBufferSize = 1 << 20;
        int sent = 0;
        for (; udp.Available == 0 && sent < 100_000; sent++)
        {
            await udp.SendAsync(Message.Query($"n{sent}.example", DnsType.A), served.Udp);
        }

        Assert.InRange(sent, ClientServer.MaxForwarded, 99_999);
        Assert.Equal(DnsCode.Refused, Message.Parse((await Within(udp.ReceiveAsync())).Buffer).Header.Code);
        Message.Parsed answer;
        do
        {
            // Our own names are not concerned. Asked again after each other answer: the server's socket may still be full of the queries above.
            await udp.SendAsync(Message.Query("c1", DnsType.A), served.Udp);
            answer = Message.Parse((await Within(udp.ReceiveAsync())).Buffer);
        }
        while (answer.Header.Code != DnsCode.NoError); // refusals, and after 4 s the failures of those that wait
        Assert.Equal(["10.0.0.2"], answer.Data);
    }

    [Fact]
    public void Answering_allocates_nothing()
    {
        var server = new NameServer(_loop, _resolverPath);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        client.Connect(socket.LocalEndPoint!);
        var sockets = new ClientSockets((int)socket.SafeHandle.DangerousGetHandle(), -1, (_, _) => -1);
        var served = new ClientServer(server, sockets, new View([_zone], Empty()));
        var listener = new UdpListener(server, served, sockets.Udp);
        byte[] query = Message.Query("c1.n1", DnsType.A, opt: 1232);
        byte[] answer = new byte[512];
        Exchange(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int answered = Exchange(1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(32_000, answered);
        Assert.InRange(allocated, 0, answered / 100); // the runtime compiles a method anew now and then; a byte an answer would be 32,000

        int Exchange(int rounds)
        {
            int received = 0;
            for (int i = 0; i < rounds; i++)
            {
                for (int j = 0; j < 32; j++)
                {
                    client.Send(query);
                }

                listener.Ready(EpollEvents.Read);
                for (int j = 0; j < 32; j++)
                {
                    received += client.Receive(answer) > 40 ? 1 : 0;
                }
            }

            return received;
        }
    }

    private static Dictionary<string, string> Empty() => new(StringComparer.Ordinal);

    private static UdpClient Client() => new(new IPEndPoint(IPAddress.Loopback, 0));

    private static byte[] Prefixed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static async Task<byte[]> ReadPrefixed(NetworkStream stream)
    {
        byte[] prefix = new byte[2];
        await Within(stream.ReadExactlyAsync(prefix));
        byte[] message = new byte[(prefix[0] << 8) | prefix[1]];
        await Within(stream.ReadExactlyAsync(message));
        return message;
    }

    private static async Task<T> Within<T>(ValueTask<T> task, int seconds = 15) => await task.AsTask().WaitAsync(TimeSpan.FromSeconds(seconds));

    private static async Task<T> Within<T>(Task<T> task, int seconds = 15) => await task.WaitAsync(TimeSpan.FromSeconds(seconds));

    private static async Task Within(ValueTask task) => await task.AsTask().WaitAsync(TimeSpan.FromSeconds(15));

    private View Default(params FakeUpstream[] upstreams)
    {
        File.WriteAllLines(_resolverPath, upstreams.Select(upstream => $"nameserver {upstream.Address}"));
        return new View([_zone], Empty()) { UseDefaultServers = true };
    }

    private Serving Start(int upstreamPort, View view)
    {
        var server = new NameServer(_loop, _resolverPath, upstreamPort);
        int udp = Bound(LibC.Datagram, out IPEndPoint udpAt);
        int tcp = Bound(LibC.Stream, out IPEndPoint tcpAt);
        Assert.Equal(0, LibC.Listen(tcp, 16));
        var serving = new Serving(udpAt, tcpAt);
        var sockets = new ClientSockets(udp, tcp, (_, _) => -1);
        server.Add(sockets, view);
        _loop.Start();
        return serving;
    }

    private static unsafe int Bound(int type, out IPEndPoint at)
    {
        var address = new PeerAddress(IPAddress.Loopback, 0);
        uint length = address.Length;
        int socket = LibC.Socket(LibC.Inet, type | LibC.NonBlocking | LibC.CloseOnExec, 0);
        Assert.Equal(0, LibC.Bind(socket, &address, address.Length));
        Assert.Equal(0, LibC.SocketName(socket, &address, &length));
        at = new IPEndPoint(IPAddress.Loopback, address.Port);
        return socket;
    }

    private sealed record Serving(IPEndPoint Udp, IPEndPoint Tcp);
}
