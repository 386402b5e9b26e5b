using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Engine.Kernel;

/// <summary>Values below <c>/proc/sys</c> of the namespace that the process runs in.</summary>
internal static class HostSysctl
{
    /// <summary>The value without its line end; null where this kernel or link has no such value.</summary>
    public static string? Read(string path) => Sysctl.Find(path);

    /// <summary>Writes a value.</summary>
    /// <exception cref="LinkspanException">The file system is read-only, the value is refused or absent.</exception>
    public static void Write(string path, string value)
    {
        try
        {
            Sysctl.Write(path, value);
        }
        catch (NetlinkException e)
        {
            throw new LinkspanException(ErrorKind.Internal, $"cannot set sysctl {path.Replace('/', '.')} = {value}: {e.Message}; is /proc/sys mounted read-only?", e);
        }
    }

    /// <summary>Writes a value where this kernel and link have it.</summary>
    /// <exception cref="LinkspanException">The file system is read-only, or the value is refused.</exception>
    public static void WriteIfThere(string path, string value)
    {
        if (Read(path) is not null)
        {
            Write(path, value);
        }
    }
}
