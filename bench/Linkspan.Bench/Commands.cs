namespace Linkspan.Bench;

/// <summary>The figures by name.</summary>
internal static class Commands
{
    private static readonly Dictionary<string, Func<BenchOptions, CancellationToken, Task<IReadOnlyList<Figure>>>> All = new(StringComparer.Ordinal)
    {
        ["attach"] = async (options, cancellationToken) =>
        [
            .. await OnBenchAsync(options, AttachFigures.MeasureReadyAsync, cancellationToken, AttachFigures.Ready),
            .. await OnBenchAsync(options, AttachFigures.MeasureAsync, cancellationToken),
        ],
        ["detach"] = (options, cancellationToken) => OnBenchAsync(options, DetachFigures.MeasureAsync, cancellationToken),
        ["churn"] = (options, cancellationToken) => OnBenchAsync(options, ChurnFigures.MeasureAsync, cancellationToken),
        ["growth"] = (options, cancellationToken) => OnBenchAsync(options, GrowthFigures.MeasureAsync, cancellationToken),
        ["scale"] = ScaleFigures.MeasureAsync,
        ["physical"] = async (options, cancellationToken) =>
        [
            .. await OnBenchAsync(options, PhysicalFigures.MeasureReadyAsync, cancellationToken, AttachFigures.Ready),
            .. await OnBenchAsync(options, PhysicalFigures.MeasureAsync, cancellationToken),
        ],
        ["ports"] = (options, cancellationToken) => OnBenchAsync(options, PortsFigures.MeasureAsync, cancellationToken),
        ["throughput"] = (options, cancellationToken) => OnBenchAsync(options, ThroughputFigures.MeasureAsync, cancellationToken),
        ["network"] = (options, cancellationToken) => OnBenchAsync(options, NetworkFigures.MeasureAsync, cancellationToken),
        ["dns"] = (options, cancellationToken) => OnBenchAsync(options, DnsFigures.MeasureAsync, cancellationToken),
        ["start"] = StartFigures.MeasureAsync,
        ["api"] = ApiFigures.MeasureAsync,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static Func<BenchOptions, CancellationToken, Task<IReadOnlyList<Figure>>>? Find(string name) => All.GetValueOrDefault(name);

    private static async Task<IReadOnlyList<Figure>> OnBenchAsync(
        BenchOptions options, Func<Bench, CancellationToken, Task<IReadOnlyList<Figure>>> measure, CancellationToken cancellationToken, int ready = 0)
    {
        await using Bench bench = await Bench.OpenAsync(options, ready, cancellationToken);
        return await measure(bench, cancellationToken);
    }
}
