using System.Diagnostics;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Tools of an administrator as witnesses, as in the system tests.</summary>
internal static class Witness
{
    public static string Host(params string[] commands)
    {
        string last = "";
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            last = Run(words[0], words[1..]);
        }

        return last;
    }

    public static string In(Sandbox sandbox, string program, params string[] arguments) =>
        Run("nsenter", [$"--net={sandbox.NamespacePath}", program, .. arguments]);

    /// <summary>Types a command as an administrator does; busybox's shell would take its own tools.</summary>
    public static string Shell(string command) => Run("bash", "-ec", command);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }
}
