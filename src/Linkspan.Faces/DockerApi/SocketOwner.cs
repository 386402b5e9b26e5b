using System.Runtime.InteropServices;

namespace Linkspan.Faces.DockerApi;

/// <summary>chown(2), which .NET lacks.</summary>
internal static partial class SocketOwner
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Gives a file to a group.</summary>
    public static int Change(string path, uint group) => ChangeOwner(path, Unchanged, group);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
