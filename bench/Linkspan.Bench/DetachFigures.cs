using Linkspan.Engine.Model;

namespace Linkspan.Bench;

/// <summary>
/// What a container's end or a disconnect waits for. The floor deletes the link there and then, which waits for RCU grace periods; a
/// sandbox's close takes its link out of use at once and leaves the deletion to the reaper, so that it may well be below the floor.
/// </summary>
internal static class DetachFigures
{
    private const int Count = 40;
    private const int WarmUps = 5;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<FloorSandbox> made = [];
        try
        {
            return
            [
                (await CloseAsync(bench, made, cancellationToken)).AtMostTimesFloor(1),
                (await DisconnectAsync(bench, made, cancellationToken)).AtMostTimesFloor(2),
            ];
        }
        finally
        {
            made.ForEach(static sandbox => sandbox.Dispose());
        }
    }

    private static async Task<Figure> CloseAsync(Bench bench, List<FloorSandbox> made, CancellationToken cancellationToken)
    {
        Progress.Say("close a sandbox");
        List<FloorSandbox> floors = [];
        List<Sandbox> sandboxes = await PrepareAsync(bench, floors, 0, cancellationToken);
        Pairs pairs = await Pairs.MeasureAsync(
            Count,
            Budget,
            index =>
            {
                bench.Floor.Detach(index + WarmUps);
                floors[index + WarmUps].Dispose();
            },
            index => bench.Product.Engine.CloseSandboxAsync(sandboxes[index + WarmUps].Id, cancellationToken),
            cancellationToken);
        made.AddRange(floors.Skip(pairs.Floor.Count + WarmUps));
        return Figure.Of("close a sandbox with one endpoint", "ms", pairs);
    }

    private static async Task<Figure> DisconnectAsync(Bench bench, List<FloorSandbox> made, CancellationToken cancellationToken)
    {
        Progress.Say("disconnect");
        const int first = 1000;
        List<Sandbox> sandboxes = await PrepareAsync(bench, made, first, cancellationToken);
        Pairs pairs = await Pairs.MeasureAsync(
            Count,
            Budget,
            index => bench.Floor.Detach(first + index + WarmUps),
            index => bench.Product.Engine.DisconnectAsync(sandboxes[index + WarmUps].Id, Product.OwnNetwork, cancellationToken),
            cancellationToken);
        return Figure.Of("disconnect a sandbox from its network", "ms", pairs);
    }

    private static async Task<List<Sandbox>> PrepareAsync(Bench bench, List<FloorSandbox> floors, int first, CancellationToken cancellationToken)
    {
        List<Sandbox> sandboxes = [];
        for (int index = 0; index < Count + WarmUps; index++)
        {
            FloorSandbox floor = bench.Floor.OpenSandbox();
            floors.Add(floor);
            bench.Floor.Attach(floor, first + index);
            sandboxes.Add(await bench.Product.Engine.OpenSandboxAsync(Product.Request(index, Product.OwnNetwork), cancellationToken));
        }

        return sandboxes;
    }
}
