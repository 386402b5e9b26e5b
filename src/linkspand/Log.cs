using Microsoft.Extensions.Logging;

namespace Linkspan.Daemon;

/// <summary>Messages of the daemon, 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Daemon ready, process {ProcessId}")]
    public static partial void Ready(ILogger logger, int processId);

    [LoggerMessage(4001, LogLevel.Information, "Daemon stops; containers, names and published ports go on")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(4002, LogLevel.Warning, "{Warning}")]
    public static partial void FlagWithoutEffect(ILogger logger, string warning);

    [LoggerMessage(4003, LogLevel.Critical, "Daemon cannot start: {Reason}")]
    public static partial void StartFailed(ILogger logger, string reason);

    [LoggerMessage(4004, LogLevel.Information, "SIGHUP: nothing is reloaded; restart the daemon for new settings, containers go on meanwhile")]
    public static partial void NothingToReload(ILogger logger);
}
