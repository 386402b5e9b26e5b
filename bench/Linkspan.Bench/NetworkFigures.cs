using System.Net;

namespace Linkspan.Bench;

/// <summary>Creating and removing a network, until the answer.</summary>
internal static class NetworkFigures
{
    private const int Count = 40;
    private const int WarmUps = 5;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        Progress.Say("create");
        Pairs create = await Pairs.MeasureAsync(
            Count,
            Budget,
            index => bench.Floor.AddNetwork(Bridge(index), new IPAddress([10, (byte)(150 + index + WarmUps), 0, 1]), index + WarmUps + 1),
            index => bench.Product.CreateAsync(Name(index), $"10.{200 + index + WarmUps}.0.0/16", cancellationToken),
            cancellationToken);
        int made = create.Floor.Count;
        Progress.Say("remove");
        Pairs remove = await Pairs.MeasureAsync(
            made,
            Budget,
            index => bench.Floor.RemoveBridge(Bridge(index)),
            index => bench.Product.Engine.RemoveAsync(Name(index), cancellationToken),
            cancellationToken);
        return
        [
            Figure.Of("create a network", "ms", create).AtMostTimesFloor(2),
            Figure.Of("remove a network", "ms", remove).AtMost(3),
        ];
    }

    private static string Bridge(int index) => $"flb{index + WarmUps}";

    private static string Name(int index) => $"net{index + WarmUps}";
}
