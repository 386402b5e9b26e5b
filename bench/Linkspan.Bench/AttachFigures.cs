using System.Globalization;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Bench;

/// <summary>
/// What a container waits for when it starts. Nothing is taken away while anything is measured: a namespace's end keeps a worker of
/// the kernel busy for tens of milliseconds, which would be measured with the next attach.
/// </summary>
internal static class AttachFigures
{
    private const int Count = 40;
    private const int FirstPort = 20000;
    private const string SecondNetwork = "second";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<FloorSandbox> made = [];
        try
        {
            KeeperHello keeper = await bench.Product.Engine.Keeper.HelloAsync(cancellationToken);
            double keeperBefore = ResidentMiB(keeper.ProcessId);
            Figure bare = await OpenAsync(bench, made, "sandbox on the default bridge", Product.DefaultNetwork, port: false, cancellationToken);
            Figure own = await OpenAsync(bench, made, "sandbox on an own network (DNS)", Product.OwnNetwork, port: false, cancellationToken);
            Figure port = await OpenAsync(bench, made, "sandbox on an own network + port", Product.OwnNetwork, port: true, cancellationToken);
            Figure first = await ConnectAsync(bench, made, "connect a sandbox without network", network: null, cancellationToken);
            await bench.Product.CreateAsync(SecondNetwork, "10.91.0.0/16", cancellationToken);
            Figure connect = await ConnectAsync(bench, made, "connect a sandbox to a second network", SecondNetwork, cancellationToken);
            double bytes = await AllocatedAsync(bench, cancellationToken);
            return
            [
                bare.AtMostTimesFloor(2),
                own.AtMostTimesFloor(2),
                port.AtMostTimesFloor(1.5),
                first.AtMostTimesFloor(2),
                connect.AtMostTimesFloor(2),
                Figure.Of("allocated by the engine per attach", "KiB", bytes / 1024),
                Figure.Of("keeper's resident memory, empty", "MiB", keeperBefore),
                Figure.Of($"keeper's resident memory, {bench.Product.Engine.Sandboxes.Count} sandboxes", "MiB", ResidentMiB(keeper.ProcessId)),
            ];
        }
        finally
        {
            made.ForEach(static sandbox => sandbox.Dispose());
        }
    }

    /// <summary>Stacks made ahead while <see cref="MeasureReadyAsync"/> measures, as the daemon makes.</summary>
    public const int Ready = 4;

    /// <summary>The same from stacks made ahead, one container at a time: each waits until one is ready.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureReadyAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<FloorSandbox> made = [];
        try
        {
            Figure bare = await OpenAsync(bench, made, "default bridge, stack made ahead", Product.DefaultNetwork, port: false, cancellationToken);
            Figure own = await OpenAsync(bench, made, "own network (DNS), stack made ahead", Product.OwnNetwork, port: false, cancellationToken);
            Figure port = await OpenAsync(bench, made, "own network + port, stack made ahead", Product.OwnNetwork, port: true, cancellationToken);
            return [bare.AtMostTimesFloor(0.5), own.AtMostTimesFloor(0.5), port.AtMostTimesFloor(0.5)];
        }
        finally
        {
            made.ForEach(static sandbox => sandbox.Dispose());
        }
    }

    /// <summary>Resident memory of a process (<c>VmRSS</c>).</summary>
    public static double ResidentMiB(int process) =>
        File.ReadLines($"/proc/{process}/status")
            .Where(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(static line => double.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.Float, CultureInfo.InvariantCulture) / 1024)
            .First();

    /// <summary>Opens sandboxes beside namespaces of the floor, each where a stack made ahead is ready if there are to be any.</summary>
    /// <param name="bench">Floor and product.</param>
    /// <param name="made">Takes the floor's namespaces, which end with the caller.</param>
    /// <param name="name">Name of the figure.</param>
    /// <param name="floor">Fills a namespace of the floor; the number is the sandbox's too.</param>
    /// <param name="request">The same, asked of the product.</param>
    /// <param name="cancellationToken">Ends the series.</param>
    public static async Task<Figure> OpenAsync(
        Bench bench, List<FloorSandbox> made, string name, Action<FloorSandbox, int> floor, Func<int, SandboxRequest> request, CancellationToken cancellationToken)
    {
        Progress.Say(name);
        int first = made.Count + 10;
        Pairs pairs = await Pairs.MeasureAsync(
            Count,
            Budget,
            index =>
            {
                FloorSandbox sandbox = bench.Floor.OpenSandbox();
                made.Add(sandbox);
                floor(sandbox, first + index);
            },
            index => bench.Product.Engine.OpenSandboxAsync(request(first + index), cancellationToken),
            cancellationToken,
            () => bench.Product.ReadyAsync(cancellationToken));
        return Figure.Of(name, "ms", pairs);
    }

    private static Task<Figure> OpenAsync(Bench bench, List<FloorSandbox> made, string name, string network, bool port, CancellationToken cancellationToken) => OpenAsync(
        bench,
        made,
        name,
        (sandbox, number) =>
        {
            bench.Floor.Attach(sandbox, number);
            if (port)
            {
                bench.Floor.Publish(number, (ushort)(FirstPort + number), 1);
            }
        },
        number => Product.Request(number, network, port ? [FirstPort + number] : null),
        cancellationToken);

    /// <summary>Joining a network with a namespace that is there already, on one network or on none; then its DNS is opened too.</summary>
    private static async Task<Figure> ConnectAsync(Bench bench, List<FloorSandbox> made, string name, string? network, CancellationToken cancellationToken)
    {
        Progress.Say(name);
        const int prepared = Count + 10;
        int first = made.Count;
        var sandboxes = new Sandbox[prepared];
        for (int index = 0; index < prepared; index++)
        {
            made.Add(bench.Floor.OpenSandbox());
            sandboxes[index] = await bench.Product.Engine.OpenSandboxAsync(Product.Request(index, network), cancellationToken);
        }

        Pairs pairs = await Pairs.MeasureAsync(
            Count,
            Budget,
            index => bench.Floor.Attach(made[first + index + 5], first + index + 10),
            index => bench.Product.Engine.ConnectAsync(sandboxes[index + 5].Id, new EndpointRequest { Network = Product.OwnNetwork }, cancellationToken),
            cancellationToken);
        return Figure.Of(name, "ms", pairs);
    }

    private static async Task<double> AllocatedAsync(Bench bench, CancellationToken cancellationToken)
    {
        const int attaches = 10;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int index = 0; index < attaches; index++)
        {
            await bench.Product.Engine.OpenSandboxAsync(Product.Request(index, Product.OwnNetwork), cancellationToken);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)attaches;
    }
}
