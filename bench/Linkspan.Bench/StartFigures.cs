using System.Diagnostics;
using Linkspan.Engine.Keeper;

namespace Linkspan.Bench;

/// <summary>Processes: how long until they are there, beside <c>/bin/true</c> and <c>/bin/echo</c>, which do nothing but start.</summary>
internal static class StartFigures
{
    private const int Count = 40;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        string keeper = Programs.Keeper;
        Progress.Say("linkspan-net");
        Pairs small = await Pairs.MeasureAsync(
            Count, Budget, static _ => Launch.Run("/bin/true"), _ => Done(Launch.Run(keeper, "--version")), cancellationToken);
        List<Figure> figures = [Figure.Of("linkspan-net --version, start to end", "ms", small).AtMost(5)];
        if (Programs.Find("linkspan") is { } daemon)
        {
            Progress.Say("linkspan");
            figures.Add(await FirstByteAsync(daemon, cancellationToken));
        }

        Progress.Say("keeper");
        figures.AddRange(await KeeperAsync(keeper, cancellationToken));
        return figures;
    }

    private static Task Done(Launch launch)
    {
        _ = launch;
        return Task.CompletedTask;
    }

    private static async Task<Figure> FirstByteAsync(string daemon, CancellationToken cancellationToken)
    {
        var pairs = new Pairs();
        for (int index = -3; index < Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Launch floor = Launch.Run("/bin/echo", "x");
            Launch product = await Task.Run(() => Launch.Run(daemon, "version"), cancellationToken);
            if (index >= 0)
            {
                pairs.Floor.Add(floor.FirstByteMs);
                pairs.Product.Add(product.FirstByteMs);
            }
        }

        return Figure.Of("linkspan version, to the first byte", "ms", pairs);
    }

    /// <summary>A keeper from nothing to its first answer, and its memory then.</summary>
    private static async Task<Figure[]> KeeperAsync(string executable, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("linkspan-bench-");
        try
        {
            List<double> start = [];
            List<double> resident = [];
            for (int index = 0; index < 10; index++)
            {
                await using var keeper = new KeeperClient(new KeeperOptions { SocketPath = Path.Combine(folder.FullName, "keeper.sock"), ExecutablePath = executable });
                long started = Stopwatch.GetTimestamp();
                KeeperHello hello = await keeper.HelloAsync(cancellationToken);
                start.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                resident.Add(AttachFigures.ResidentMiB(hello.ProcessId));
                await keeper.StopAsync(CancellationToken.None);
            }

            return [Figure.Of("keeper, start to its first answer", "ms", start), Figure.Of("keeper's resident memory, empty", "MiB", resident)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
