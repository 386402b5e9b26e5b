using System.Diagnostics;

namespace Linkspan.Bench;

/// <summary>Floor and product measured in turn, so that a noisy neighbour meets both.</summary>
internal sealed class Pairs
{
    private const int WarmUps = 5;

    /// <summary>The floor's measurements.</summary>
    public List<double> Floor { get; } = [];

    /// <summary>The product's measurements, as many as the floor's.</summary>
    public List<double> Product { get; } = [];

    /// <summary>Times both sides in milliseconds until <paramref name="count"/> pairs are there or the budget is spent; which goes first alternates.</summary>
    /// <param name="count">Pairs wanted.</param>
    /// <param name="budget">Time for all of them; at least one pair is measured.</param>
    /// <param name="floor">The floor's step; its argument is the iteration, negative while warming up.</param>
    /// <param name="product">The product's step.</param>
    /// <param name="cancellationToken">Ends the series.</param>
    /// <param name="before">What must be so before each pair, not timed.</param>
    public static async Task<Pairs> MeasureAsync(
        int count, TimeSpan budget, Action<int> floor, Func<int, Task> product, CancellationToken cancellationToken, Func<Task>? before = null)
    {
        var pairs = new Pairs();
        long started = Stopwatch.GetTimestamp();
        for (int index = -WarmUps; index < count && (index < 1 || Stopwatch.GetElapsedTime(started) < budget); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await (before?.Invoke() ?? Task.CompletedTask);
            bool floorFirst = index % 2 == 0;
            double floorMs = floorFirst ? Time(floor, index) : 0;
            double productMs = await TimeAsync(product, index);
            floorMs = floorFirst ? floorMs : Time(floor, index);
            if (index >= 0)
            {
                pairs.Floor.Add(floorMs);
                pairs.Product.Add(productMs);
            }
        }

        return pairs;
    }

    /// <summary>Milliseconds that a step takes.</summary>
    public static async Task<double> TimeAsync(Func<int, Task> step, int index)
    {
        long started = Stopwatch.GetTimestamp();
        await step(index);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Milliseconds that a step takes.</summary>
    public static double Time(Action<int> step, int index)
    {
        long started = Stopwatch.GetTimestamp();
        step(index);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
