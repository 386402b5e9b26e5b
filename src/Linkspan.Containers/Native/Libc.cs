using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Containers.Native;

/// <summary>The few calls of libc that .NET has no door to.</summary>
internal static unsafe partial class Libc
{
    /// <summary><c>ENOENT</c>.</summary>
    public const int NoEntry = 2;

    /// <summary><c>EINTR</c>.</summary>
    private const int Interrupted = 4;

    /// <summary><c>EEXIST</c>.</summary>
    private const int Exists = 17;

    /// <summary><c>O_RDWR | O_CLOEXEC | O_NONBLOCK</c>.</summary>
    private const int ReadWriteCloseOnExec = 0x2 | 0x80000;

    private const int NonBlocking = 0x800;

    private const int AtCurrentFolder = -100;

    private const int AtNoFollow = 0x100;

    /// <summary>Makes a named pipe, mode 0600; one that exists is kept.</summary>
    public static void MakeFifo(string path)
    {
        fixed (byte* p = Text(path))
        {
            if (mkfifo(p, 0x180) != 0 && Marshal.GetLastPInvokeError() != Exists)
            {
                throw Failure("mkfifo " + path);
            }
        }
    }

    /// <summary>Opens a named pipe for reading and writing, so that neither end waits for the other; owned by the caller.</summary>
    public static SafeFileHandle OpenFifo(string path, bool nonBlocking)
    {
        fixed (byte* p = Text(path))
        {
            int descriptor;
            do
            {
                descriptor = open(p, ReadWriteCloseOnExec | (nonBlocking ? NonBlocking : 0), 0);
            }
            while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return descriptor < 0 ? throw Failure("open " + path) : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    /// <summary>mount(2).</summary>
    public static void Mount(string source, string target, string type, ulong flags, string options)
    {
        fixed (byte* s = Text(source), t = Text(target), y = Text(type), o = Text(options))
        {
            if (mount(s, t, y, (nuint)flags, o) != 0)
            {
                throw Failure($"mount {source} on {target}");
            }
        }
    }

    /// <summary>umount2(2) with <c>MNT_DETACH</c>; not mounted is no error.</summary>
    public static void Unmount(string target)
    {
        const int detach = 2;
        const int invalid = 22;
        fixed (byte* t = Text(target))
        {
            if (umount2(t, detach) != 0 && Marshal.GetLastPInvokeError() is not (invalid or NoEntry))
            {
                throw Failure("umount " + target);
            }
        }
    }

    /// <summary>kill(2).</summary>
    /// <returns>False where there is no such process.</returns>
    public static bool Kill(int pid, int signal) => kill(pid, signal) == 0;

    /// <summary>Takes the status of a child that has ended, so that it does not stay a zombie.</summary>
    public static void Reap(int pid)
    {
        int status;
        _ = waitpid(pid, &status, 1);
    }

    /// <summary>Sets owner and group.</summary>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        fixed (byte* p = Text(path))
        {
            if (lchown(p, user, group) != 0)
            {
                throw Failure("chown " + path);
            }
        }
    }

    /// <summary>What statx(2) tells of a file, not following a last link; null where there is none.</summary>
    public static FileFacts? Stat(string path)
    {
        const uint basic = 0x7ff;
        byte* buffer = stackalloc byte[256];
        fixed (byte* p = Text(path))
        {
            if (statx(AtCurrentFolder, p, AtNoFollow, basic, buffer) != 0)
            {
                return null;
            }
        }

        return new FileFacts(
            *(ushort*)(buffer + 28), *(uint*)(buffer + 20), *(uint*)(buffer + 24), *(uint*)(buffer + 128), *(uint*)(buffer + 132))
        {
            Size = *(long*)(buffer + 40),
            ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(*(long*)(buffer + 112)).AddTicks(*(uint*)(buffer + 120) / 100),
            Device = ((ulong)*(uint*)(buffer + 136) << 32) | *(uint*)(buffer + 140),
        };
    }

    /// <summary>True where an overlay folder hides what lies below it (<c>trusted.overlay.opaque</c>, Documentation/filesystems/overlayfs.rst).</summary>
    public static bool IsOpaque(string path)
    {
        byte value;
        fixed (byte* p = Text(path), n = "trusted.overlay.opaque\0"u8)
        {
            return lgetxattr(p, n, &value, 1) == 1 && value == (byte)'y';
        }
    }

    /// <summary>Starts a program in a session of its own, stdin empty, output appended to a file; it outlives the caller.</summary>
    /// <returns>Its process id.</returns>
    public static int SpawnDetached(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string output)
    {
        const short newSession = 0x80;
        const short defaultSignals = 0x04;
        const short signalMask = 0x08;
        const int append = 0x1 | 0x40 | 0x400;
        byte* actions = stackalloc byte[256];
        byte* attributes = stackalloc byte[512];
        byte* none = stackalloc byte[128];
        byte* all = stackalloc byte[128];
        new Span<byte>(none, 128).Clear();
        new Span<byte>(all, 128).Fill(0xff);
        Check(posix_spawn_file_actions_init(actions), program);
        Check(posix_spawnattr_init(attributes), program);
        try
        {
            fixed (byte* nothing = "/dev/null\0"u8, log = Text(output))
            {
                Check(posix_spawn_file_actions_addopen(actions, 0, nothing, 0, 0), program);
                Check(posix_spawn_file_actions_addopen(actions, 1, log, append, 0x1a0), program);
                Check(posix_spawn_file_actions_adddup2(actions, 1, 2), program);
            }

            // The runtime blocks and ignores signals that a daemon needs: the child starts with a clean table.
            Check(posix_spawnattr_setsigmask(attributes, none), program);
            Check(posix_spawnattr_setsigdefault(attributes, all), program);
            Check(posix_spawnattr_setflags(attributes, newSession | defaultSignals | signalMask), program);
            using var argv = new TextVector([program, .. arguments]);
            using var envp = new TextVector(environment);
            int pid;
            fixed (byte* path = Text(program))
            {
                Check(posix_spawn(&pid, path, actions, attributes, argv.Pointer, envp.Pointer), program);
            }

            return pid;
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    private static void Check(int error, string program)
    {
        if (error != 0)
        {
            throw new Win32Exception(error, $"start {program}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static Win32Exception Failure(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkfifo(byte* path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte* path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mount(byte* source, byte* target, byte* type, nuint flags, byte* data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int umount2(byte* target, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int lchown(byte* path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int folder, byte* path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawn(int* pid, byte* path, byte* actions, byte* attributes, byte** argv, byte** envp);
}
