using System.Text;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// Sysctls of the calling thread's namespace: <c>/proc/sys/net</c> shows those of whoever opens the file. One write(2) a value, as the
/// kernel wants it; .NET's streams would look at the file's length first.
/// </summary>
public static unsafe class Sysctl
{
    /// <summary>Writes a value.</summary>
    /// <param name="name">Path below <c>/proc/sys</c>.</param>
    /// <param name="value">Text of the value.</param>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it, EINVAL where it refuses the value, EROFS.</exception>
    public static void Write(string name, string value) => Write(Open(name, LibC.WriteOnly), name, value);

    /// <summary>Writes a value to a file that was opened, or was not, and closes it.</summary>
    internal static void Write(int file, string name, string value)
    {
        file = file >= 0 ? file : throw NetlinkException.FromLastError($"open sysctl {name}");
        byte[] bytes = Encoding.ASCII.GetBytes(value);
        NetlinkException? failure = null;
        fixed (byte* start = bytes)
        {
            if (LibC.Write(file, start, bytes.Length) < 0)
            {
                failure = NetlinkException.FromLastError($"set {name} to {value}");
            }
        }

        _ = LibC.Close(file);
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Reads a value, without the line's end.</summary>
    /// <param name="name">Path below <c>/proc/sys</c>.</param>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it.</exception>
    public static string Read(string name) => Find(name) ?? throw new NetlinkException($"open sysctl {name}", Errno.NoEntry);

    /// <summary>Reads a value, without the line's end; null where this kernel or namespace lacks it.</summary>
    /// <param name="name">Path below <c>/proc/sys</c>.</param>
    /// <exception cref="NetlinkException">It cannot be read.</exception>
    public static string? Find(string name)
    {
        int file = Open(name, LibC.ReadOnly);
        if (file < 0)
        {
            int errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            return errno == Errno.NoEntry ? null : throw new NetlinkException($"open sysctl {name}", errno);
        }

        byte* buffer = stackalloc byte[4096];
        nint length = LibC.Read(file, buffer, 4096);
        NetlinkException? failure = length < 0 ? NetlinkException.FromLastError($"read {name}") : null;
        _ = LibC.Close(file);
        return failure is null ? Encoding.ASCII.GetString(buffer, (int)length).TrimEnd('\n') : throw failure;
    }

    /// <summary>Refuses a name that would lead out of the folder that it is looked up in.</summary>
    internal static string Inside(string name) =>
        $"/{name}/".Contains("/../", StringComparison.Ordinal) ? throw new ArgumentException($"{name} leaves /proc/sys", nameof(name)) : name;

    private static int Open(string name, int flags) => LibC.Open($"/proc/sys/{Inside(name)}", flags | LibC.CloseOnExec, 0);
}
