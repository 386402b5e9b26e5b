using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Bench;

/// <summary>
/// Publishing: from one port to 10,000 on one sandbox, and one more port on a host that has them. The floor commits the same map elements in
/// one transaction; Linkspan also holds each host port with a socket in the keeper and stores the intent. What the sockets alone cost stands in a
/// row of its own. Ports are published on 0.0.0.0, as the floor's are: both families are two sockets a port, and 20,000 descriptors are more than
/// some machines allow.
/// </summary>
internal static class PortsFigures
{
    private const int FirstPort = 20000;
    private const int MaxPorts = 10000;
    private const int FirstFree = 1000;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<Figure> figures = [];
        foreach ((int ports, int rounds) in new[] { (1, 20), (100, 10), (1000, 5), (MaxPorts, 3) })
        {
            Progress.Say($"{ports} ports");
            figures.AddRange(await PublishAsync(bench, ports, rounds, IPAddress.Any, cancellationToken));
        }

        Progress.Say("both families");
        figures.AddRange(await PublishAsync(bench, 1000, 5, host: null, cancellationToken));

        Progress.Say("the sockets alone");
        figures.Add(await ReserveAsync(bench, cancellationToken));
        figures.AddRange(await GrowthAsync(bench, cancellationToken));
        return figures;
    }

    /// <summary>A sandbox with ports less one without: what is left is the ports'.</summary>
    private static async Task<Figure[]> PublishAsync(Bench bench, int ports, int rounds, IPAddress? host, CancellationToken cancellationToken)
    {
        var pairs = new Pairs();
        List<double> release = [];
        long started = Stopwatch.GetTimestamp();
        for (int round = -1; round < rounds && (round < 1 || Stopwatch.GetElapsedTime(started) < Budget); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double floor = Pairs.Time(_ => bench.Floor.Publish(1, FirstPort, ports), round);
            bench.Floor.Unpublish();
            double bare = await OpenAndCloseAsync(bench, Product.Request(round, Product.DefaultNetwork), release: null, cancellationToken);
            double full = await OpenAndCloseAsync(bench, Product.Request(round, Product.DefaultNetwork, Enumerable.Range(FirstPort, ports), host), release, cancellationToken);
            if (round >= 0)
            {
                pairs.Floor.Add(floor);
                pairs.Product.Add(Math.Max(full - bare, 0));
            }
        }

        string name = $"{ports} ports{(host is null ? ", both families" : "")}";
        var each = new Pairs();
        each.Floor.AddRange(pairs.Floor.Select(ms => ms * 1000 / ports));
        each.Product.AddRange(pairs.Product.Select(ms => ms * 1000 / ports));
        Figure perPort = Figure.Of($"{name}, each", "µs", each);
        return
        [
            Figure.Of(name, "ms", pairs),
            ports == 1 ? perPort : perPort.AtMost(50),
            Figure.Of($"{name}, close the sandbox", "ms", release),
        ];
    }

    private static async Task<double> OpenAndCloseAsync(Bench bench, SandboxRequest request, List<double>? release, CancellationToken cancellationToken)
    {
        double open = await Pairs.TimeAsync(_ => bench.Product.Engine.OpenSandboxAsync(request, cancellationToken), 0);
        double close = await Pairs.TimeAsync(_ => bench.Product.Engine.CloseSandboxAsync(request.Id, cancellationToken), 0);
        release?.Add(close);
        return open;
    }

    /// <summary>Holding host ports without anything else: the request to the keeper beside the same sockets in this process.</summary>
    private static async Task<Figure> ReserveAsync(Bench bench, CancellationToken cancellationToken)
    {
        const int count = 1000;
        KeeperPort run = Port(FirstPort, IPAddress.Any) with { Further = count - 1 };
        KeeperPort[] ports = [.. run.Each()];
        var pairs = new Pairs();
        for (int round = 0; round < 5; round++)
        {
            List<Socket> sockets = [];
            pairs.Floor.Add(Pairs.Time(_ => Bind(ports, sockets), 0) * 1000 / count);
            sockets.ForEach(static socket => socket.Dispose());
            pairs.Product.Add(await Pairs.TimeAsync(_ => bench.Product.Engine.Keeper.ReservePortsAsync([run], cancellationToken), 0) * 1000 / count);
            await bench.Product.Engine.Keeper.ReleasePortsAsync([run.Ids], cancellationToken);
        }

        return Figure.Of($"{count} ports, their sockets alone, each", "µs", pairs);
    }

    private static KeeperPort Port(int port, IPAddress host) => new()
    {
        Id = $"bench/{port}/{host}",
        HostAddress = host,
        HostPort = (ushort)port,
        Protocol = Protocol.Tcp,
        Target4 = IPAddress.Parse("10.90.0.2"),
        TargetPort = (ushort)port,
    };

    private static void Bind(KeeperPort[] ports, List<Socket> sockets)
    {
        foreach (KeeperPort port in ports)
        {
            var socket = new Socket(port.HostAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            socket.Bind(new IPEndPoint(port.HostAddress, port.HostPort));
            socket.Listen();
        }
    }

    /// <summary>A sandbox with one port, on a host without ports and on one with 10,000.</summary>
    private static async Task<Figure[]> GrowthAsync(Bench bench, CancellationToken cancellationToken)
    {
        Figure before = await OneMoreAsync(bench, "sandbox + port, no ports there", cancellationToken);
        Progress.Say($"one more beside {MaxPorts}");
        SandboxRequest crowd = Product.Request(0, Product.DefaultNetwork, Enumerable.Range(FirstPort, MaxPorts), IPAddress.Any);
        await bench.Product.Engine.OpenSandboxAsync(crowd, cancellationToken);
        bench.Floor.Publish(1, FirstPort, MaxPorts);
        KeeperHello keeper = await bench.Product.Engine.Keeper.HelloAsync(cancellationToken);
        Figure resident = Figure.Of($"keeper's resident memory with {MaxPorts} ports", "MiB", AttachFigures.ResidentMiB(keeper.ProcessId));
        Figure after = await OneMoreAsync(bench, $"sandbox + port, {MaxPorts} ports there", cancellationToken);
        bench.Floor.Unpublish();
        return [before, after with { Aim = "flat: ≤ 1.2 × none there", Met = after.Product.Median <= before.Product.Median * 1.2 }, resident];
    }

    private static async Task<Figure> OneMoreAsync(Bench bench, string name, CancellationToken cancellationToken)
    {
        List<FloorSandbox> made = [];
        int port = FirstFree + 100; // floor and product come in any order, so each counts for itself
        try
        {
            Pairs pairs = await Pairs.MeasureAsync(
                20,
                Budget,
                index =>
                {
                    FloorSandbox sandbox = bench.Floor.OpenSandbox();
                    made.Add(sandbox);
                    bench.Floor.Attach(sandbox, FirstFree + made.Count);
                    bench.Floor.Publish(FirstFree + made.Count, (ushort)(FirstFree + made.Count), 1);
                },
                index => bench.Product.Engine.OpenSandboxAsync(Product.Request(index, Product.DefaultNetwork, [port++], IPAddress.Any), cancellationToken),
                cancellationToken);
            return Figure.Of(name, "ms", pairs);
        }
        finally
        {
            foreach (Sandbox sandbox in bench.Product.Engine.Sandboxes.Where(static sandbox => sandbox.Request.Ports.Count == 1))
            {
                await bench.Product.Engine.CloseSandboxAsync(sandbox.Id, CancellationToken.None);
            }

            for (int index = 1; index <= made.Count; index++)
            {
                made[index - 1].Dispose();
                bench.Floor.Detach(FirstFree + index);
            }
        }
    }
}
