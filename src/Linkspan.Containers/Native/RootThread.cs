using System.Runtime.InteropServices;
using System.Text;

namespace Linkspan.Containers.Native;

/// <summary>
/// Runs work on a thread of its own whose root folder is that of a container, and which ends with the work. Paths and links of the
/// container then lead where they lead for its own processes and cannot lead out, whatever these processes change meanwhile: no path is
/// looked up on the host. (Resolving links by hand lost: a process may swap a folder for a link between the look and the use.)
/// The mounts that the work makes are seen by that thread alone and vanish with it.
/// </summary>
internal static unsafe partial class RootThread
{
    private const int FileSystem = 0x200; // CLONE_FS
    private const int Mounts = 0x20000; // CLONE_NEWNS
    private const ulong RecursivePrivate = 0x4000 | 0x40000; // MS_REC | MS_PRIVATE

    /// <summary>Runs the work in a root that exists, such as <c>/proc/PID/root</c>.</summary>
    /// <param name="root">Path of the root on the host.</param>
    /// <param name="work">What is done; it must be synchronous.</param>
    public static Task<T> InAsync<T>(string root, Func<T> work) => StartAsync(
        () =>
        {
            Check(unshare(FileSystem), "unshare");
            Enter(root);
            return work();
        });

    /// <summary>Runs the work in a root that is mounted for it.</summary>
    /// <param name="mount">Mounts what is needed and returns the root's path; seen by this thread alone.</param>
    /// <param name="work">What is done; it must be synchronous.</param>
    public static Task<T> WithMountsAsync<T>(Func<string> mount, Func<T> work) => StartAsync(
        () =>
        {
            Check(unshare(FileSystem | Mounts), "unshare");
            Libc.Mount("", "/", "", RecursivePrivate, "");
            Enter(mount());
            return work();
        });

    private static Task<T> StartAsync<T>(Func<T> work)
    {
        Files.TreePriming.Ensure();
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
#pragma warning disable CA1031 // Whatever the work throws belongs to the one who waits for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                result.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "container root",
        };
        thread.Start();
        return result.Task;
    }

    private static void Enter(string root)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(root + '\0'), slash = "/\0"u8)
        {
            Check(chroot(path), "chroot " + root);
            Check(chdir(slash), "chdir");
        }
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int chroot(byte* path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int chdir(byte* path);
}
