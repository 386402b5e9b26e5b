using System.Diagnostics;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Lab;

/// <summary>Starts programs inside a namespace: a child inherits the namespace of the thread that forks it.</summary>
public static class ExternalTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static string Run(NetworkNamespace target, string command, params string[] arguments)
    {
        using Process process = Start(target, command, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} {string.Join(' ', arguments)} ran longer than {Limit}");
        }

        string text = output.GetAwaiter().GetResult();
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException(
                $"{command} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {error.GetAwaiter().GetResult()}{text}");
    }

    /// <summary>Starts a program and leaves it running; its standard streams are redirected.</summary>
    public static Process Start(NetworkNamespace target, string command, params string[] arguments) => target.Run(() =>
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    });
}
