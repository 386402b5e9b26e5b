namespace Linkspan.Containers.Model;

/// <summary>A health check as asked for.</summary>
public sealed record HealthCheck
{
    /// <summary>Command in Docker's form: <c>NONE</c>, <c>CMD args…</c> or <c>CMD-SHELL line</c>.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>Nanoseconds between checks; 0 inherits.</summary>
    public long Interval { get; init; }

    /// <summary>Nanoseconds after which one check has failed; 0 inherits.</summary>
    public long Timeout { get; init; }

    /// <summary>Nanoseconds in which failures do not count; 0 inherits.</summary>
    public long StartPeriod { get; init; }

    /// <summary>Nanoseconds between checks in the start period; 0 inherits.</summary>
    public long StartInterval { get; init; }

    /// <summary>Failures in a row that make it unhealthy; 0 inherits.</summary>
    public int Retries { get; init; }
}
