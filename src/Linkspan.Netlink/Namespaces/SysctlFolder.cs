using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// A folder of sysctls of one namespace, which shows that namespace to every thread: whoever has it needs no visit to write a value. Only folders below the
/// first levels do: what is looked up in <c>/proc/sys/net</c> itself is led to the caller's namespace (sysctl_follow_link in fs/proc/proc_sysctl.c).
/// </summary>
public sealed class SysctlFolder : SafeHandleMinusOneIsInvalid
{
    private readonly string _path;

    private SysctlFolder(int descriptor, string path)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
        _path = path;
    }

    /// <summary>Opens a folder of the calling thread's namespace.</summary>
    /// <param name="path">Path below <c>/proc/sys</c>, e.g. <c>net/ipv6/conf</c>.</param>
    /// <returns>Null where this kernel lacks it.</returns>
    public static SysctlFolder? Find(string path) =>
        LibC.Open($"/proc/sys/{path}", LibC.ReadOnly | LibC.CloseOnExec, 0) is >= 0 and int descriptor ? new SysctlFolder(descriptor, path) : null;

    /// <summary>Writes a value.</summary>
    /// <param name="name">Path below the folder.</param>
    /// <param name="value">Text of the value.</param>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it, EINVAL where it refuses the value.</exception>
    public void Write(string name, string value) => Sysctl.Write(LibC.OpenAt((int)handle, Sysctl.Inside(name), LibC.WriteOnly | LibC.CloseOnExec, 0), $"{_path}/{name}", value);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
