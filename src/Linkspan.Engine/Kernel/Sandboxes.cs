using System.Runtime.InteropServices;

namespace Linkspan.Engine.Kernel;

/// <summary>Pinned namespaces in the file system.</summary>
internal static partial class Sandboxes
{
    private const long NamespaceFileSystem = 0x6e736673; // NSFS_MAGIC

    /// <summary>True where the path is a mount of a namespace, not a plain file.</summary>
    public static unsafe bool IsPinned(string path)
    {
        const int sizeOfStatfs = 120;
        byte* buffer = stackalloc byte[sizeOfStatfs];
        return StatFileSystem(path, buffer) == 0 && *(long*)buffer == NamespaceFileSystem;
    }

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatFileSystem(string path, byte* buffer);
}
