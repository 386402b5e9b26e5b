namespace Linkspan.Containers.Model;

/// <summary>What the checks of a container say.</summary>
public sealed record HealthState
{
    /// <summary>No check has told yet.</summary>
    public const string Starting = "starting";

    /// <summary>The last check that counted succeeded.</summary>
    public const string Healthy = "healthy";

    /// <summary>As many checks in a row failed as the container allows, or it does not run.</summary>
    public const string Unhealthy = "unhealthy";

    /// <summary>One of the words above.</summary>
    public string Status { get; init; } = Starting;

    /// <summary>Checks that failed in a row.</summary>
    public int FailingStreak { get; init; }

    /// <summary>The last five checks.</summary>
    public IReadOnlyList<HealthResult> Log { get; init; } = [];
}
