using System.Diagnostics;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Lab;

/// <summary>Starts programs inside a namespace: a child inherits the namespace of the thread that forks it.</summary>
public static class ExternalTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static string Run(NetworkNamespace target, string command, params string[] arguments)
    {
        using Process process = Start(target, command, arguments);
        var error = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        using var limit = new Timer(_ => process.Kill(entireProcessTree: true), null, Limit, Timeout.InfiniteTimeSpan);
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {error}{text}");
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
