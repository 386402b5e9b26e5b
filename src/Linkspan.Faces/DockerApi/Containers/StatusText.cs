using Linkspan.Containers.Model;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A state in the words of <c>docker ps</c>.</summary>
internal static class StatusText
{
    /// <summary>The state in one word.</summary>
    public static string Word(ContainerStatus status) => status switch
    {
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        ContainerStatus.Restarting => "restarting",
        ContainerStatus.Removing => "removing",
        ContainerStatus.Exited => "exited",
        _ => "dead",
    };

    /// <summary><c>Up 5 seconds</c>, <c>Exited (0) 3 minutes ago</c>.</summary>
    public static string Of(ContainerState state, DateTimeOffset now) => state.Status switch
    {
        ContainerStatus.Created => "Created",
        ContainerStatus.Running => "Up " + Duration(now - (state.StartedAt ?? now)) + Health(state),
        ContainerStatus.Paused => $"Up {Duration(now - (state.StartedAt ?? now))} (Paused)",
        ContainerStatus.Restarting => $"Restarting ({state.ExitCode}) {Duration(now - (state.FinishedAt ?? now))} ago",
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Exited => $"Exited ({state.ExitCode}) {Duration(now - (state.FinishedAt ?? now))} ago",
        _ => "Dead",
    };

    private static string Health(ContainerState state) => state.Health?.Status switch
    {
        null => "",
        HealthState.Starting => " (health: starting)",
        string status => $" ({status})",
    };

    /// <summary>A duration in the largest unit that fits.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } => $"{(int)duration.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } => $"{(int)duration.TotalMinutes} minutes",
        { TotalHours: < 1.5 } => "About an hour",
        { TotalHours: < 48 } => $"{(int)(duration.TotalHours + 0.5)} hours",
        { TotalDays: < 14 } => $"{(int)duration.TotalDays} days",
        { TotalDays: < 60 } => $"{(int)(duration.TotalDays / 7)} weeks",
        { TotalDays: < 730 } => $"{(int)(duration.TotalDays / 30)} months",
        _ => $"{(int)(duration.TotalDays / 365)} years",
    };
}
