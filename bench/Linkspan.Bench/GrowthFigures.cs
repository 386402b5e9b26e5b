using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Bench;

/// <summary>
/// What an attach with one port and a detach cost with 1, 10, 100 and 1,000 endpoints there, fifty attaches that are asked for at once, and what the
/// engine holds of memory then. The host is filled on the way, so that each step stands on the one before.
/// </summary>
internal static class GrowthFigures
{
    private const int Rounds = 20;
    private const int AtOnce = 50;
    private const int FirstPort = 20000;
    private const int PortsOfBridge = 900; // a Linux bridge takes 1023

    private static readonly int[] Steps = [1, 10, 100, 1000];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<Figure> figures = [];
        List<(int Endpoints, double Attach, double Detach)> medians = [];
        int there = bench.Options.Endpoints;
        foreach (int step in Steps.Where(step => step >= there))
        {
            for (; there < step; there++)
            {
                await AddAsync(bench, there, cancellationToken);
            }

            Progress.Say($"{step} endpoints");
            (List<double> attach, List<double> detach) = await OneMoreAsync(bench, cancellationToken);
            figures.Add(Figure.Of($"attach with a port, {step} endpoints there", "ms", attach));
            figures.Add(Figure.Of($"detach, {step} endpoints there", "ms", detach));
            figures.Add(Figure.Of($"engine's managed memory, {step} endpoints", "MiB", GC.GetTotalMemory(forceFullCollection: true) / 1048576d));
            KeeperHello keeper = await bench.Product.Engine.Keeper.HelloAsync(cancellationToken);
            figures.Add(Figure.Of($"keeper's resident memory, {step} endpoints", "MiB", AttachFigures.ResidentMiB(keeper.ProcessId)));
            medians.Add((step, figures[^4].Product.Median, figures[^3].Product.Median));
        }

        if (medians.Count > 1)
        {
            double endpoints = medians[^1].Endpoints - medians[0].Endpoints;
            figures.Add(Figure.Of("growth of an attach, each endpoint", "µs", (medians[^1].Attach - medians[0].Attach) * 1000 / endpoints).AtMost(10));
            figures.Add(Figure.Of("growth of a detach, each endpoint", "µs", (medians[^1].Detach - medians[0].Detach) * 1000 / endpoints).AtMost(10));
        }

        figures.Add(await TogetherAsync(bench, cancellationToken));
        return figures;
    }

    private static async Task AddAsync(Bench bench, int number, CancellationToken cancellationToken)
    {
        string network = $"grow{number / PortsOfBridge}";
        if (number % PortsOfBridge == 0 || bench.Product.Engine.TryFind(network) is null)
        {
            await bench.Product.CreateAsync(network, $"10.{110 + (number / PortsOfBridge)}.0.0/16", cancellationToken);
        }

        await bench.Product.Engine.OpenSandboxAsync(Product.Request(number, network, [30000 + number]), cancellationToken);
    }

    private static async Task<(List<double> Attach, List<double> Detach)> OneMoreAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<double> attach = [];
        List<double> detach = [];
        for (int round = -3; round < Rounds; round++)
        {
            SandboxRequest request = Product.Request(round, Product.OwnNetwork, [FirstPort]);
            double opened = await Pairs.TimeAsync(_ => bench.Product.Engine.OpenSandboxAsync(request, cancellationToken), round);
            double closed = await Pairs.TimeAsync(_ => bench.Product.Engine.CloseSandboxAsync(request.Id, cancellationToken), round);
            if (round >= 0)
            {
                attach.Add(opened);
                detach.Add(closed);
            }
        }

        return (attach, detach);
    }

    /// <summary>Fifty at once, beside the floor's fifty one after another.</summary>
    private static async Task<Figure> TogetherAsync(Bench bench, CancellationToken cancellationToken)
    {
        Progress.Say($"{AtOnce} at once");
        List<FloorSandbox> made = [];
        var pairs = new Pairs();
        try
        {
            for (int round = 0; round < 3; round++)
            {
                int first = 3000 + (round * AtOnce);
                pairs.Floor.Add(Pairs.Time(
                    _ =>
                    {
                        for (int index = 0; index < AtOnce; index++)
                        {
                            FloorSandbox sandbox = bench.Floor.OpenSandbox();
                            made.Add(sandbox);
                            bench.Floor.Attach(sandbox, first + index);
                        }
                    },
                    round));
                SandboxRequest[] requests = [.. Enumerable.Range(0, AtOnce).Select(static index => Product.Request(index, Product.OwnNetwork))];
                pairs.Product.Add(await Pairs.TimeAsync(
                    _ => Task.WhenAll(requests.Select(request => Task.Run(() => bench.Product.Engine.OpenSandboxAsync(request, cancellationToken), cancellationToken))), round));
                foreach (SandboxRequest request in requests)
                {
                    await bench.Product.Engine.CloseSandboxAsync(request.Id, cancellationToken);
                }
            }

            return Figure.Of($"{AtOnce} attaches at once", "ms", pairs).AtMostTimesFloor(2);
        }
        finally
        {
            made.ForEach(static sandbox => sandbox.Dispose());
        }
    }
}
