namespace Linkspan.Containers.Model;

/// <summary>Where a container stands now.</summary>
public sealed record ContainerState
{
    /// <summary>Phase.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>A process exists: running, paused, or between two starts of its restart policy.</summary>
    public bool Running => Status is ContainerStatus.Running or ContainerStatus.Paused or ContainerStatus.Restarting;

    /// <summary>Frozen.</summary>
    public bool Paused => Status == ContainerStatus.Paused;

    /// <summary>Between two starts.</summary>
    public bool Restarting => Status == ContainerStatus.Restarting;

    /// <summary>The kernel killed a process for lack of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Process id on the host; 0 when none.</summary>
    public int Pid { get; init; }

    /// <summary>Exit status, 128 + n for signal n; 125, 126, 127 where it could not be started.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why the last start failed; empty otherwise.</summary>
    public string Error { get; init; } = "";

    /// <summary>What its health check says; null where it has none.</summary>
    public HealthState? Health { get; init; }

    /// <summary>Last start; null when never.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Last end; null when never.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
