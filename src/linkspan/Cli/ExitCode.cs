namespace Linkspan.Cli;

/// <summary>The process' exit codes, as Docker's users know them.</summary>
internal static class ExitCode
{
    /// <summary>Something went wrong.</summary>
    public const int Failed = 1;

    /// <summary><c>run</c> and <c>create</c>: the daemon, or this command line, failed before the container's command began.</summary>
    public const int DaemonFailed = 125;

    /// <summary>The container's command cannot be invoked.</summary>
    public const int CannotInvoke = 126;

    /// <summary>The container's command was not found.</summary>
    public const int NotFound = 127;

    /// <summary>What a failed start means for the caller of <c>run</c>, from the runtime's words: they are all that the API carries.</summary>
    public static int OfStart(string message)
    {
        if (message.Contains("executable file not found", StringComparison.OrdinalIgnoreCase)
            || message.Contains("no such file or directory", StringComparison.OrdinalIgnoreCase))
        {
            return NotFound;
        }

        return message.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
            || message.Contains("is a directory", StringComparison.OrdinalIgnoreCase)
            || message.Contains("exec format error", StringComparison.OrdinalIgnoreCase)
            ? CannotInvoke
            : DaemonFailed;
    }
}
