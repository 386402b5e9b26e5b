using System.Diagnostics;

namespace Linkspan.Compat.Tests;

/// <summary>Runs programs as a user would, with a bound on their time.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static ToolResult Run(string program, params string[] arguments) => Run(Patience, program, arguments);

    public static ToolResult Run(TimeSpan patience, string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Removes a daemon's folder, and first what is mounted in it.</summary>
    public static void RemoveFolder(string folder) => Run(
        "sh", "-c", $"awk -v f='{folder}/' 'index($2, f) == 1 {{print $2}}' /proc/mounts | sort -r | xargs -r umount -l; rm -rf '{folder}'");
}
