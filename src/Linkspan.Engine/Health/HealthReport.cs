namespace Linkspan.Engine.Health;

/// <summary>The state of health at one moment.</summary>
public sealed record HealthReport
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was found, the bad first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Number of repairs since the database was made.</summary>
    public long RepairCount { get; init; }

    /// <summary>When something was repaired last.</summary>
    public DateTimeOffset? LastRepair { get; init; }

    /// <summary>The last repairs, oldest first.</summary>
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>The worst of the findings.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Severity Worst => Findings.Count == 0 ? Severity.Good : Findings.Max(static finding => finding.Severity);
}
