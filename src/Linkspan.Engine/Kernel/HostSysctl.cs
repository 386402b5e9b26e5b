using System.Text;

namespace Linkspan.Engine.Kernel;

/// <summary>Values below <c>/proc/sys</c> of the namespace that the process runs in.</summary>
internal static class HostSysctl
{
    /// <summary>The value without its line end; null where this kernel or link has no such value.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(Full(path)).TrimEnd('\n');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a value in one write(2), as the kernel wants it.</summary>
    /// <exception cref="LinkspanException">The file system is read-only, the value is refused or absent.</exception>
    public static void Write(string path, string value)
    {
        try
        {
            using var file = new FileStream(Full(path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(Encoding.ASCII.GetBytes(value));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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

    private static string Full(string path) => $"/proc/sys/{path}";
}
