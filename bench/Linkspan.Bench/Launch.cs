using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Linkspan.Bench;

/// <summary>Times of one run of a program.</summary>
/// <param name="FirstByteMs">Until it wrote something, or ended without.</param>
/// <param name="EndMs">Until it ended.</param>
internal readonly record struct Launch(double FirstByteMs, double EndMs)
{
    /// <summary>Runs a program with its output in a pipe and an empty environment.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static unsafe Launch Run(string path, params ReadOnlySpan<string> arguments)
    {
        int* ends = stackalloc int[2];
        if (Native.Pipe(ends, Native.CloseOnExec) < 0)
        {
            throw new IOException($"pipe2 failed with errno {Marshal.GetLastPInvokeError()}");
        }

        byte* actions = stackalloc byte[256]; // posix_spawn_file_actions_t: 80 bytes in glibc
        _ = Native.InitializeActions(actions);
        _ = Native.AddDuplicate(actions, ends[1], 1);
        _ = Native.AddDuplicate(actions, ends[1], 2);
        byte** argv = stackalloc byte*[arguments.Length + 2];
        argv[0] = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        for (int index = 0; index < arguments.Length; index++)
        {
            argv[index + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[index]);
        }

        argv[arguments.Length + 1] = null;
        byte* environment = null;
        int process;
        long started = Stopwatch.GetTimestamp();
        int errno = Native.Spawn(&process, path, actions, null, argv, &environment);
        _ = Native.Close(ends[1]);
        byte* buffer = stackalloc byte[4096];
        nint count = errno == 0 ? Native.Read(ends[0], buffer, 4096) : 0;
        double firstByteMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        while (count > 0)
        {
            count = Native.Read(ends[0], buffer, 4096);
        }

        int status = 0;
        if (errno == 0)
        {
            _ = Native.Wait(process, &status, 0);
        }

        double endMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        _ = Native.Close(ends[0]);
        _ = Native.DestroyActions(actions);
        for (int index = 0; index <= arguments.Length; index++)
        {
            Marshal.FreeCoTaskMem((nint)argv[index]);
        }

        return errno == 0 ? new Launch(firstByteMs, endMs) : throw new IOException($"{path} cannot be started: errno {errno}");
    }
}
