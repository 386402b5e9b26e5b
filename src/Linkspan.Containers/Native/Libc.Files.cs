using System.Runtime.InteropServices;

namespace Linkspan.Containers.Native;

/// <content>What archives need of files.</content>
internal static unsafe partial class Libc
{
    private const int NanosecondsPerTick = 100;

    /// <summary>mknod(2): a device, pipe or socket.</summary>
    public static void MakeNode(string path, uint mode, uint major, uint minor)
    {
        // makedev(3) as glibc and the kernel have it.
        ulong device = (minor & 0xff) | ((major & 0xfff) << 8) | ((ulong)(minor & ~0xffu) << 12) | ((ulong)(major & ~0xfffu) << 32);
        fixed (byte* p = Text(path))
        {
            if (mknod(p, mode, (nuint)device) != 0)
            {
                throw Failure("mknod " + path);
            }
        }
    }

    /// <summary>link(2).</summary>
    public static void MakeHardLink(string existing, string path)
    {
        fixed (byte* e = Text(existing), p = Text(path))
        {
            if (link(e, p) != 0)
            {
                throw Failure("link " + path);
            }
        }
    }

    /// <summary>chmod(2), the bits above the permissions included.</summary>
    public static void ChangeMode(string path, uint mode)
    {
        fixed (byte* p = Text(path))
        {
            if (chmod(p, mode) != 0)
            {
                throw Failure("chmod " + path);
            }
        }
    }

    /// <summary>Sets the time of the last change, of a link itself as well.</summary>
    public static void ChangeTime(string path, DateTimeOffset time)
    {
        long* times = stackalloc long[4];
        times[0] = times[2] = time.ToUnixTimeSeconds();
        times[1] = times[3] = time.Ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick;
        fixed (byte* p = Text(path))
        {
            if (utimensat(AtCurrentFolder, p, times, AtNoFollow) != 0)
            {
                throw Failure("utimensat " + path);
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mknod(byte* path, uint mode, nuint device);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int link(byte* existing, byte* path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int chmod(byte* path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int utimensat(int folder, byte* path, long* times, int flags);
}
