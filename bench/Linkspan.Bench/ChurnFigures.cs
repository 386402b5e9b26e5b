using System.Diagnostics;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Bench;

/// <summary>
/// Sandboxes opened and closed one after another, until the kernel has taken down the last of their links and namespaces: whether the kernel's teardown of
/// namespaces, which is one worker's work, holds up whoever makes new ones. No stacks are made ahead: the engine makes them in a lull, and here is none.
/// </summary>
internal static class ChurnFigures
{
    private const int Count = 200;
    private const int Rounds = 3;
    private const int WarmUps = 20;
    private const double Ceiling = 10; // namespaces a second, where teardown is not batched
    private const string Witness = "witness";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using RouteSocket host = RouteSocket.Open();
        Progress.Say("warming up");
        await ProductAsync(bench, host, WarmUps, cancellationToken);
        await FloorAsync(bench, host, WarmUps, cancellationToken);
        var rates = new Pairs();
        var rests = new Pairs();
        for (int round = 1; round <= Rounds; round++)
        {
            Progress.Say($"{Count} sandboxes one after another, round {round} of {Rounds}");
            Add(await FloorAsync(bench, host, Count, cancellationToken), rates.Floor, rests.Floor);
            Add(await ProductAsync(bench, host, Count, cancellationToken), rates.Product, rests.Product);
        }

        return
        [
            Figure.Of("sandboxes opened and closed a second, sustained", "sandboxes/s", rates).AtLeast(Ceiling),
            Figure.Of("from the last close until all of it is gone", "ms", rests),
        ];
    }

    private static void Add((TimeSpan All, TimeSpan After) times, List<double> rates, List<double> rests)
    {
        rates.Add(Count / times.All.TotalSeconds);
        rests.Add(times.After.TotalMilliseconds);
    }

    private static Task<(TimeSpan All, TimeSpan After)> FloorAsync(Bench bench, RouteSocket host, int count, CancellationToken cancellationToken) => ChurnAsync(
        host,
        count,
        (index, last) =>
        {
            using FloorSandbox sandbox = bench.Floor.OpenSandbox();
            bench.Floor.Attach(sandbox, index);
            if (last)
            {
                AddWitness(host, sandbox.Namespace);
            }

            return Task.CompletedTask;
        },
        cancellationToken);

    private static Task<(TimeSpan All, TimeSpan After)> ProductAsync(Bench bench, RouteSocket host, int count, CancellationToken cancellationToken) => ChurnAsync(
        host,
        count,
        async (index, last) =>
        {
            Sandbox sandbox = await bench.Product.Engine.OpenSandboxAsync(Product.Request(index, Product.OwnNetwork), cancellationToken);
            if (last)
            {
                using NetworkNamespace inside = NetworkNamespace.Open(sandbox.NamespacePath);
                AddWitness(host, inside);
            }

            await bench.Product.Engine.CloseSandboxAsync(sandbox.Id, cancellationToken);
        },
        cancellationToken);

    /// <summary>Opens and closes, and waits until the host has the links that it had.</summary>
    private static async Task<(TimeSpan All, TimeSpan After)> ChurnAsync(RouteSocket host, int count, Func<int, bool, Task> step, CancellationToken cancellationToken)
    {
        int links = host.Links().Count;
        long started = Stopwatch.GetTimestamp();
        for (int index = 0; index < count; index++)
        {
            await step(index, index == count - 1);
        }

        long closed = Stopwatch.GetTimestamp();
        while (host.Links().Count > links)
        {
            if (Stopwatch.GetElapsedTime(closed) > Patience)
            {
                throw new IOException($"{host.Links().Count - links} links are still there {Patience.TotalSeconds:0} s after the last sandbox was closed");
            }

            await Task.Delay(1, cancellationToken);
        }

        return (Stopwatch.GetElapsedTime(started), Stopwatch.GetElapsedTime(closed));
    }

    /// <summary>
    /// A pair of which nobody but the namespace holds the other end, so that it goes when the kernel takes that down (which it does in the order of their
    /// release): a sandbox's own pair is deleted sooner, by the engine.
    /// </summary>
    private static void AddWitness(RouteSocket host, NetworkNamespace inside) => host.Add(new VethPair { Name = Witness, PeerName = Witness, PeerNamespace = inside });
}
