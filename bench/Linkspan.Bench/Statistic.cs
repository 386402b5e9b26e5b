namespace Linkspan.Bench;

/// <summary>What is told of a series of measurements.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="P10">A tenth is below.</param>
/// <param name="P90">A tenth is above.</param>
/// <param name="Count">Number of measurements.</param>
internal sealed record Statistic(double Median, double P10, double P90, int Count)
{
    /// <summary>Of a series in any order; there must be at least one.</summary>
    public static Statistic Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Statistic(At(sorted, 0.5), At(sorted, 0.1), At(sorted, 0.9), sorted.Length);
    }

    /// <summary>Quantile of an ordered series, between two neighbours in proportion.</summary>
    public static double At(ReadOnlySpan<double> sorted, double quantile)
    {
        double position = quantile * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
