using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.System.Tests;

/// <summary>Between a flush of the firewall and its repair the containers are closed, not open.</summary>
public sealed class GuardTests
{
    private const int Flushes = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_packet_reaches_an_unpublished_port_across_flushes()
    {
        int flushes = int.Parse(Environment.GetEnvironmentVariable("LINKSPAN_FLUSHES") ?? $"{Flushes}", global::System.Globalization.CultureInfo.InvariantCulture);
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("tested", static request => request with { EnableIPv6 = true });
        await fixture.CreateAsync("other", static request => request with { EnableIPv6 = true });
        Sandbox tested = await fixture.OpenAsync("tested", "tested");
        Sandbox neighbour = await fixture.OpenAsync("neighbour", "tested");
        Sandbox other = await fixture.OpenAsync("other", "other");
        (IPAddress ip4, IPAddress ip6) = (tested.Endpoints[0].IPv4!, tested.Endpoints[0].IPv6!);
        using var counter = new Counter(tested.NamespacePath, 81);
        using (var allowed = new Generator(neighbour.NamespacePath, new IPEndPoint(ip4, 81)))
        {
            await allowed.SentAsync(100, Token);
        }

        Assert.NotEqual(0, await counter.SettleAsync(Token)); // the counter does count: a neighbour may
        counter.Reset();
        Generator[] generators =
        [
            new(lan.Path, new IPEndPoint(ip4, 81)), new(lan.Path, new IPEndPoint(ip6, 81)),
            new(other.NamespacePath, new IPEndPoint(ip4, 81)), new(other.NamespacePath, new IPEndPoint(ip6, 81)),
        ];
        try
        {
            for (int flush = 0; flush < flushes; flush++)
            {
                Witness.Host("nft flush ruleset");
                long sent = generators.Sum(static generator => generator.Sent);
                while (!await fixture.Engine.AgreesAsync(Token))
                {
                    await Task.Delay(1, Token);
                }

                TestContext.Current.TestOutputHelper?.WriteLine($"flush {flush}: {generators.Sum(static generator => generator.Sent) - sent} packets sent until the repair");
            }

            foreach (Generator generator in generators)
            {
                await generator.SentAsync(1, Token); // none of them had stopped
            }
        }
        finally
        {
            Array.ForEach(generators, static generator => generator.Dispose());
        }

        Assert.Equal(0, await counter.SettleAsync(Token));
    }

    [Fact]
    public async Task Without_an_engine_a_flush_closes_what_it_would_have_opened()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Sandbox neighbour = await fixture.OpenAsync("c2", "n1");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 81);
        string address = sandbox.Endpoints[0].IPv4!.ToString();
        Witness.Host("nft flush ruleset");
        Assert.Equal(Talk.TimedOut, await Talk.AskAsync(lan.Path, address, 81));
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(neighbour.NamespacePath, address, 81));
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(null, address, 81));
    }

    /// <summary>Counts datagrams that arrive at a port of a namespace.</summary>
    private sealed class Counter : IDisposable
    {
        private readonly Socket _socket;
        private long _count;

        public Counter(string? space, int port)
        {
            _socket = In(space, static () => new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true });
            _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            new Thread(Count) { IsBackground = true }.Start();
        }

        public void Reset() => Interlocked.Exchange(ref _count, 0);

        /// <summary>The count when nothing has come for a moment.</summary>
        public async Task<long> SettleAsync(CancellationToken cancellationToken)
        {
            long before;
            do
            {
                before = Interlocked.Read(ref _count);
                await Task.Delay(50, cancellationToken);
            }
            while (before != Interlocked.Read(ref _count));

            return before;
        }

        public void Dispose() => _socket.Dispose();

        private void Count()
        {
            byte[] buffer = new byte[64];
            try
            {
                while (true)
                {
                    _socket.Receive(buffer);
                    Interlocked.Increment(ref _count);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // disposed: the test is over
            }
        }
    }

    /// <summary>Sends datagrams one after another until disposed.</summary>
    private sealed class Generator : IDisposable
    {
        private readonly Socket _socket;
        private readonly Thread _thread;
        private long _sent;
        private volatile bool _stop;

        public Generator(string space, IPEndPoint target)
        {
            _socket = In(space, () => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
            _thread = new Thread(() => Send(target)) { IsBackground = true };
            _thread.Start();
        }

        public long Sent => Interlocked.Read(ref _sent);

        public async Task SentAsync(int more, CancellationToken cancellationToken)
        {
            long until = Sent + more;
            while (Sent < until)
            {
                await Task.Delay(1, cancellationToken);
            }
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
            _socket.Dispose();
        }

        private void Send(IPEndPoint target)
        {
            byte[] packet = new byte[16];
            var wait = new SpinWait();
            while (!_stop)
            {
                try
                {
                    _socket.SendTo(packet, target);
                    Interlocked.Increment(ref _sent);
                }
                catch (SocketException)
                {
                    // an ICMP error of an earlier one, or a full buffer
                }

                if (Sent % 4 == 0)
                {
                    wait.SpinOnce(); // two cores are all there is
                }
            }
        }
    }

    private static Socket In(string? space, Func<Socket> make)
    {
        if (space is null)
        {
            return make();
        }

        using NetworkNamespace opened = NetworkNamespace.Open(space);
        return opened.Run(make);
    }
}
