using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// A mount of a network namespace that has no place in the file system yet (open_tree(2), since Linux 5.2): it ends with this handle, until it is given one. To
/// put it there takes half as long as to make it there.
/// </summary>
public sealed class NamespacePin : SafeHandleMinusOneIsInvalid
{
    internal NamespacePin(string source)
        : base(ownsHandle: true)
    {
        int descriptor = LibC.OpenTree(LibC.WorkingFolder, source, LibC.OpenTreeClone | LibC.CloseOnExec);
        if (descriptor < 0)
        {
            throw NetlinkException.FromLastError($"take hold of network namespace {source}");
        }

        SetHandle(descriptor);
    }

    /// <summary>Prepares to pin the calling thread's namespace.</summary>
    /// <exception cref="NetlinkException">EPERM without CAP_SYS_ADMIN, ENOSYS before Linux 5.2.</exception>
    public static NamespacePin Prepare() => new(NetworkNamespace.OfThread);

    /// <summary>Keeps the namespace at <paramref name="path"/> until <see cref="NetworkNamespace.Release"/>. The file is made here and must not exist; its folder must.</summary>
    /// <exception cref="NetlinkException">EEXIST where the path exists; EPERM. Nothing is left behind, and it may be placed elsewhere.</exception>
    public void Place(string path)
    {
        if (LibC.MakeNode(path, LibC.RegularFile | LibC.ReadableByAll, 0) < 0)
        {
            throw NetlinkException.FromLastError($"create {path}");
        }

        if (LibC.MoveMount((int)handle, "", LibC.WorkingFolder, path, LibC.MoveFromDescriptor) < 0)
        {
            NetlinkException failure = NetlinkException.FromLastError($"pin network namespace at {path}");
            _ = LibC.Unlink(path);
            throw failure;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
