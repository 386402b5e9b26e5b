namespace Linkspan.Bench;

/// <summary>One line of a report.</summary>
internal sealed record Figure
{
    /// <summary>What was done.</summary>
    public required string Name { get; init; }

    /// <summary>Unit of both sides.</summary>
    public required string Unit { get; init; }

    /// <summary>The kernel's floor; null where there is none to compare with.</summary>
    public Statistic? Floor { get; init; }

    /// <summary>Linkspan.</summary>
    public required Statistic Product { get; init; }

    /// <summary>Median of the ratios product : floor, pair by pair, so that a slow spell of the machine weighs on both sides.</summary>
    public double? Ratio { get; init; }

    /// <summary>The aim in words, where there is one.</summary>
    public string? Aim { get; init; }

    /// <summary>Whether the aim was reached in this run.</summary>
    public bool? Met { get; init; }

    /// <summary>From pairs measured in turn.</summary>
    public static Figure Of(string name, string unit, Pairs pairs) => new()
    {
        Name = name,
        Unit = unit,
        Floor = Statistic.Of(pairs.Floor),
        Product = Statistic.Of(pairs.Product),
        Ratio = Statistic.Of(pairs.Floor.Zip(pairs.Product, static (floor, product) => product / floor)).Median,
    };

    /// <summary>Of one side alone.</summary>
    public static Figure Of(string name, string unit, params IEnumerable<double> values) =>
        new() { Name = name, Unit = unit, Product = Statistic.Of(values) };

    /// <summary>With an aim for the ratio.</summary>
    public Figure AtMostTimesFloor(double aim) => this with { Aim = $"≤ {aim:0.#} × floor", Met = Ratio <= aim };

    /// <summary>With an aim for the ratio, where more is better.</summary>
    public Figure AtLeastTimesFloor(double aim) => this with { Aim = $"≥ {aim:0.##} × floor", Met = Ratio >= aim };

    /// <summary>With the aim to take no more than the other side.</summary>
    public Figure AtMostOf(string other) => this with { Aim = $"≤ {other}", Met = Ratio <= 1 };

    /// <summary>With an aim for the median.</summary>
    public Figure AtMost(double aim) => this with { Aim = $"≤ {aim:#,0.#} {Unit}", Met = Product.Median <= aim };

    /// <summary>With an aim for the median.</summary>
    public Figure AtLeast(double aim) => this with { Aim = $"≥ {aim:#,0.#} {Unit}", Met = Product.Median >= aim };
}
