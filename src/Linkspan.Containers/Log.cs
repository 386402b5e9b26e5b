using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>Messages of this project, ids 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Started containerd, process {Pid}, on {Socket}")]
    public static partial void ContainerdStarted(ILogger logger, int pid, string socket);

    [LoggerMessage(3001, LogLevel.Debug, "containerd's namespace {Name} exists")]
    public static partial void NamespaceFound(ILogger logger, string name);

    [LoggerMessage(3002, LogLevel.Warning, "Lost containerd's events; asking it for the state of all tasks")]
    public static partial void EventsLost(ILogger logger, Exception reason);

    [LoggerMessage(3003, LogLevel.Information, "Container {Name} ({Id}) runs, process {Pid}, {ElapsedMs:F1} ms")]
    public static partial void Started(ILogger logger, string name, string id, int pid, double elapsedMs);

    [LoggerMessage(3004, LogLevel.Information, "Container {Name} ({Id}) ended with {ExitCode}")]
    public static partial void Ended(ILogger logger, string name, string id, int exitCode);

    [LoggerMessage(3005, LogLevel.Warning, "Container {Id}: {What} failed and will be tried again")]
    public static partial void Postponed(ILogger logger, string id, string what, Exception reason);

    [LoggerMessage(3006, LogLevel.Information, "Adopted container {Name} ({Id}), process {Pid}")]
    public static partial void Adopted(ILogger logger, string name, string id, int pid);

    [LoggerMessage(3007, LogLevel.Information, "Removed leftover {Kind} {Id}")]
    public static partial void Leftover(ILogger logger, string kind, string id);

    [LoggerMessage(3008, LogLevel.Error, "Container {Id}: restart failed")]
    public static partial void RestartFailed(ILogger logger, string id, Exception reason);

    [LoggerMessage(3009, LogLevel.Warning, "Image {Name} cannot be read and is left out")]
    public static partial void ImageUnreadable(ILogger logger, string name, Exception reason);
}
