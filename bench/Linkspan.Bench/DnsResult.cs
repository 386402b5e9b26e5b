namespace Linkspan.Bench;

/// <summary>What came of a run of queries.</summary>
internal sealed class DnsResult
{
    /// <summary>Right answers.</summary>
    public long Answers { get; set; }

    /// <summary>Answers of another code, address or id than asked for.</summary>
    public long Wrong { get; set; }

    /// <summary>Queries without an answer.</summary>
    public long Lost { get; set; }

    /// <summary>Time that it took.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Time of each query, where there was one in flight.</summary>
    public List<double> LatenciesUs { get; } = [];

    public double AnswersPerSecond => Answers / Elapsed.TotalSeconds;

    public double MedianUs => Statistic.Of(LatenciesUs).Median;
}
