using System.Text;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// Sysctls of the calling thread's namespace: <c>/proc/sys/net</c> shows those of whoever opens the file. One write(2) a value, as the
/// kernel wants it; .NET's streams would look at the file's length first.
/// </summary>
internal static unsafe class Sysctl
{
    public static void Write(string name, string value)
    {
        int file = Open(name, LibC.WriteOnly);
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

    public static string Read(string name)
    {
        int file = Open(name, LibC.ReadOnly);
        byte* buffer = stackalloc byte[4096];
        nint length = LibC.Read(file, buffer, 4096);
        NetlinkException? failure = length < 0 ? NetlinkException.FromLastError($"read {name}") : null;
        _ = LibC.Close(file);
        return failure is null ? Encoding.ASCII.GetString(buffer, (int)length).TrimEnd('\n') : throw failure;
    }

    private static int Open(string name, int flags)
    {
        if (name.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw new ArgumentException($"{name} leaves /proc/sys", nameof(name));
        }

        int file = LibC.Open($"/proc/sys/{name}", flags | LibC.CloseOnExec, 0);
        return file >= 0 ? file : throw NetlinkException.FromLastError($"open sysctl {name}");
    }
}
