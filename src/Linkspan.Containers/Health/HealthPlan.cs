using Linkspan.Containers.Model;

namespace Linkspan.Containers.Health;

/// <summary>A container's health check with Docker's defaults filled in, and what its results mean; a pure function of both.</summary>
internal sealed record HealthPlan
{
    private const int KeptResults = 5;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Between the end of a check and the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>After which a check has failed.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>From the start on, in which failures do not count.</summary>
    public required TimeSpan StartPeriod { get; init; }

    /// <summary>Between checks in the start period.</summary>
    public required TimeSpan StartInterval { get; init; }

    /// <summary>Failures in a row that make a container unhealthy.</summary>
    public required int Retries { get; init; }

    /// <summary>The plan of a container; null where nothing is checked.</summary>
    public static HealthPlan? Of(ContainerConfig config)
    {
        if (config.Healthcheck is not { Test: [var form, ..] } check)
        {
            return null;
        }

        IReadOnlyList<string>? command = form switch
        {
            "CMD" when check.Test.Count > 1 => [.. check.Test.Skip(1)],
            "CMD-SHELL" when check.Test.Count > 1 => [.. config.Shell.Count > 0 ? config.Shell : ["/bin/sh", "-c"], check.Test[1]],
            _ => null,
        };
        return command is null ? null : new HealthPlan
        {
            Command = command,
            Interval = Time(check.Interval, Usual),
            Timeout = Time(check.Timeout, Usual),
            StartPeriod = Time(check.StartPeriod, TimeSpan.Zero),
            StartInterval = Time(check.StartInterval, TimeSpan.FromSeconds(5)),
            Retries = check.Retries > 0 ? check.Retries : 3,
        };
    }

    /// <summary>How long to wait before the next check.</summary>
    /// <param name="state">What the checks said so far.</param>
    /// <param name="running">Time since the container started.</param>
    public TimeSpan Pause(HealthState state, TimeSpan running)
    {
        if (state.Status != HealthState.Starting || running >= StartPeriod)
        {
            return Interval;
        }

        // A start period shorter than its interval must not put off the first check that counts.
        TimeSpan counting = StartPeriod - running + Interval;
        return counting < StartInterval ? counting : StartInterval;
    }

    /// <summary>The state after one more check.</summary>
    /// <param name="state">Before.</param>
    /// <param name="result">The check.</param>
    /// <param name="startedAt">When the container started.</param>
    public HealthState After(HealthState state, HealthResult result, DateTimeOffset startedAt)
    {
        HealthState next = state with { Log = [.. state.Log.Append(result).TakeLast(KeptResults)] };
        if (result.ExitCode == 0)
        {
            return next with { Status = HealthState.Healthy, FailingStreak = 0 };
        }

        if (state.Status == HealthState.Starting && result.Start - startedAt < StartPeriod)
        {
            return next;
        }

        int streak = state.FailingStreak + 1;
        return next with { FailingStreak = streak, Status = streak >= Retries ? HealthState.Unhealthy : state.Status };
    }

    private static TimeSpan Time(long nanoseconds, TimeSpan fallback) => nanoseconds > 0 ? TimeSpan.FromTicks(nanoseconds / 100) : fallback;
}
