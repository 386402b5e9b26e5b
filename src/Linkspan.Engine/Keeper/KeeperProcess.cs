using System.Runtime.InteropServices;

namespace Linkspan.Engine.Keeper;

/// <summary>
/// Starts the keeper. <c>keep --detach</c> starts the real keeper in a session of its own and ends when it listens, so that the keeper is nobody's
/// child but init's: it neither dies with the daemon nor leaves it a zombie.
/// </summary>
internal static unsafe partial class KeeperProcess
{
    private const int Interrupted = 4; // EINTR

    /// <summary>Starts it and returns when it listens, or when another one turned out to hold the lock.</summary>
    /// <exception cref="LinkspanException">Unavailable: it could not be started.</exception>
    public static void Start(KeeperOptions options)
    {
        string executable = options.ExecutablePath!;
        string log = options.LogPath ?? options.SocketPath + ".log";
        int status = Run([executable, "keep", "--socket", options.SocketPath, "--log", log, "--detach"]);
        if (status != 0)
        {
            throw new LinkspanException(ErrorKind.Unavailable, $"{executable} keep ended with status {status}; see {log}");
        }
    }

    /// <summary>Starts one that takes everything over from the one that runs, and returns when it serves; where it fails, the old one goes on.</summary>
    /// <exception cref="LinkspanException">Unavailable: it did not take over.</exception>
    public static void Replace(KeeperOptions options)
    {
        string executable = options.ExecutablePath!;
        string log = options.LogPath ?? options.SocketPath + ".log";
        int status = Run([executable, "keep", "--socket", options.SocketPath, "--log", log, "--take-over", "--detach"]);
        if (status != 0)
        {
            throw new LinkspanException(ErrorKind.Unavailable, $"{executable} keep --take-over ended with status {status}; see {log}");
        }
    }

    /// <summary>
    /// True where a process runs another program than the one at that path: a package manager puts a new file in the place of the old one, whose
    /// link in /proc then says that it was deleted, and a running program's file cannot be written to.
    /// </summary>
    public static bool RunsAnother(int processId, string executable)
    {
        try
        {
            string? running = new FileInfo($"/proc/{processId}/exe").LinkTarget;
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(executable);
            string? installed = new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget; // without symbolic links
            return running is not null && installed is not null && !string.Equals(running, installed, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int Run(string[] arguments)
    {
        byte** argv = stackalloc byte*[arguments.Length + 1];
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
            }

            argv[arguments.Length] = null;
            byte** environment = stackalloc byte*[1];
            environment[0] = null;
            int pid;
            int error = PosixSpawn(&pid, argv[0], null, null, argv, environment);
            if (error != 0)
            {
                throw new LinkspanException(
                    ErrorKind.Unavailable, $"{arguments[0]} cannot be started: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            return Await(pid);
        }
        finally
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                Marshal.FreeCoTaskMem((nint)argv[i]);
            }
        }
    }

    private static int Await(int pid)
    {
        int status;
        while (WaitPid(pid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return -1;
            }
        }

        return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(int* pid, byte* path, void* actions, void* attributes, byte** argv, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);
}
