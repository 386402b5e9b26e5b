using System.Runtime.InteropServices;

namespace Linkspan.Cli;

/// <summary>
/// <c>linkspan daemon</c>: this process becomes <c>linkspand</c>, the program beside this one, so that a command carries no server and the daemon keeps the
/// process id that a supervisor knows.
/// </summary>
internal static partial class DaemonProgram
{
    private const string Name = "linkspand";

    /// <summary>Replaces this process (execve(2)); returns only where that fails.</summary>
    /// <returns>127 where there is no such program, 126 where it cannot be run, as a shell's.</returns>
    public static int Become(string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, Name);
        _ = Execute(path, [Name, .. arguments, null]);
        int error = Marshal.GetLastPInvokeError();
        Console.Error.WriteLine($"linkspan daemon: the daemon's program {path} cannot be run: {Marshal.GetPInvokeErrorMessage(error)}; install it beside linkspan");
        return File.Exists(path) ? ExitCode.CannotInvoke : ExitCode.NotFound;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
