using System.Diagnostics;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Independent witnesses: the tools that an administrator would use, run in the host's namespace or in a sandbox.</summary>
internal static class Witness
{
    /// <summary>Runs a program on the host and returns its output.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(90)), $"{program} did not end");
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    /// <summary>Runs commands without quoting on the host; each must succeed. The last one's output.</summary>
    public static string Host(params string[] commands)
    {
        string last = "";
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            (int exitCode, last) = Run(words[0], words[1..]);
            Assert.True(exitCode == 0, $"{command}: {last}");
        }

        return last;
    }

    /// <summary>Runs a program in a sandbox.</summary>
    public static (int ExitCode, string Output) In(Sandbox sandbox, string program, params string[] arguments) =>
        Run("nsenter", [$"--net={sandbox.NamespacePath}", program, .. arguments]);

    /// <summary>Runs a program in the namespace of a path, also one that only this process knows; its output, whatever the exit code.</summary>
    public static string Inside(string space, string program, params string[] arguments)
    {
        string path = space.Replace("/proc/self/", $"/proc/{Environment.ProcessId}/", StringComparison.Ordinal);
        return Run("nsenter", [$"--net={path}", program, .. arguments]).Output;
    }

    /// <summary>Waits until the kernel has made sure of the sandbox's link-local addresses, by which routers and neighbours are spoken to.</summary>
    public static void Settled(Sandbox sandbox)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (In(sandbox, "ip", "-6", "-o", "addr", "show", "tentative").Output.Length > 0)
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        }
    }

    public static bool Ping(Sandbox from, string address) => In(from, "ping", "-c1", "-W2", address).ExitCode == 0;

    public static string Dig(Sandbox from, string name, string type) =>
        In(from, "dig", "@127.0.0.11", "+short", "+time=2", "+tries=1", name, type).Output.Trim();
}
