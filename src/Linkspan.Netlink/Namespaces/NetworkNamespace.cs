using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// A reference to a network namespace: it lives as long as this handle, a pin, a process or a socket of it does.
/// Work inside runs on a thread kept for that; no thread of the pool ever changes its namespace.
/// </summary>
public sealed unsafe class NetworkNamespace : SafeHandleMinusOneIsInvalid
{
    /// <summary>Path of the calling thread's namespace.</summary>
    internal const string OfThread = "/proc/thread-self/ns/net";

    private NetworkNamespace(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>The descriptor, for <c>IFLA_NET_NS_FD</c> and the like; valid while the handle is.</summary>
    public int Descriptor => (int)handle;

    /// <summary>The calling thread's namespace.</summary>
    /// <exception cref="NetlinkException"><c>/proc</c> is not mounted.</exception>
    public static NetworkNamespace Current() => Open(OfThread);

    /// <summary>Opens the namespace that <paramref name="path"/> names: a pin, or <c>/proc/PID/ns/net</c>.</summary>
    /// <exception cref="NetlinkException">The path does not exist or may not be read.</exception>
    public static NetworkNamespace Open(string path)
    {
        int descriptor = LibC.Open(path, LibC.ReadOnly | LibC.CloseOnExec, 0);
        return descriptor >= 0 ? new NetworkNamespace(descriptor) : throw NetlinkException.FromLastError($"open network namespace {path}");
    }

    /// <summary>Creates a namespace that ends with its last handle, socket and process. Its <c>lo</c> is down.</summary>
    /// <exception cref="NetlinkException">Privilege is missing (CAP_SYS_ADMIN), or <c>user.max_net_namespaces</c> is reached.</exception>
    public static NetworkNamespace Create() => Create(static () => true).Made;

    /// <summary>The same, and runs <paramref name="work"/> inside in the same visit; it must be short and must not await.</summary>
    /// <exception cref="NetlinkException">Privilege is missing (CAP_SYS_ADMIN), or <c>user.max_net_namespaces</c> is reached.</exception>
    public static (NetworkNamespace Made, T Result) Create<T>(Func<T> work) => BeginCreate(work).Finish();

    /// <summary>The same, beside what the caller does until it asks for the namespace, which it must.</summary>
    public static NamespaceBirth<T> BeginCreate<T>(Func<T> work)
    {
        T? result = default;
        NetworkNamespace? made = null;
        NamespaceVisit visit = NamespaceThread.Begin(
            Unshare,
            () =>
            {
                result = work();
                made = Current();
            });
        return new NamespaceBirth<T>(visit, () => (made!, result!));
    }

    /// <summary>
    /// Creates a namespace that a bind mount on <paramref name="path"/> keeps until <see cref="Release"/>. The file is made here and
    /// must not exist; its folder must. Nothing is left behind on failure. Its <c>lo</c> is down.
    /// </summary>
    /// <exception cref="NetlinkException">EEXIST where the path exists; EPERM; ENOSPC where <c>user.max_net_namespaces</c> is reached.</exception>
    public static NetworkNamespace CreatePinned(string path) => Create(() =>
    {
        using var pin = NamespacePin.Prepare();
        pin.Place(path);
        return true;
    }).Made;

    /// <summary>Keeps this namespace by a bind mount on <paramref name="path"/> until <see cref="Release"/>. The file is made here and must not exist; its folder must.</summary>
    /// <exception cref="NetlinkException">EEXIST where the path exists; EPERM. Nothing is left behind.</exception>
    public void Pin(string path)
    {
        using NamespacePin pin = PreparePin();
        pin.Place(path);
    }

    /// <summary>Prepares to pin it, for when there is less time.</summary>
    /// <exception cref="NetlinkException">EPERM without CAP_SYS_ADMIN, ENOSYS before Linux 5.2.</exception>
    public NamespacePin PreparePin() => new($"/proc/self/fd/{Descriptor}");

    /// <summary>True where the other handle is of the same namespace, whatever they were opened by.</summary>
    /// <exception cref="NetlinkException">A handle is closed.</exception>
    public bool IsSameAs(NetworkNamespace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Identity() == other.Identity();
    }

    /// <summary>Takes a pin away: unmounts and deletes the file. A path that does not exist or is no mount is no error.</summary>
    /// <exception cref="NetlinkException">The mount or the file cannot be removed.</exception>
    public static void Release(string path)
    {
        // A path may carry several mounts, e.g. where two processes raced; EINVAL says that none is left.
        while (LibC.Unmount(path, LibC.Detach) == 0)
        {
        }

        int errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        if (errno is not (Errno.Invalid or Errno.NoEntry))
        {
            throw new NetlinkException($"unmount network namespace {path}", errno);
        }

        if (LibC.Unlink(path) < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is int left and not Errno.NoEntry)
        {
            throw new NetlinkException($"delete {path}", left);
        }
    }

    /// <summary>Runs <paramref name="work"/> inside the namespace, on the thread kept for that; it must be short and must not await.</summary>
    /// <exception cref="NetlinkException">The namespace cannot be entered.</exception>
    public void Run(Action work) => NamespaceThread.Begin(Enter, work).Wait();

    /// <summary>Runs <paramref name="work"/> inside the namespace and returns what it returns.</summary>
    /// <exception cref="NetlinkException">The namespace cannot be entered.</exception>
    public T Run<T>(Func<T> work)
    {
        T? result = default;
        NamespaceThread.Begin(Enter, () => result = work()).Wait();
        return result!;
    }

    /// <summary>Runs <paramref name="work"/> on <paramref name="argument"/> inside the namespace.</summary>
    /// <exception cref="NetlinkException">The namespace cannot be entered.</exception>
    public T Run<TArgument, T>(TArgument argument, Func<TArgument, T> work)
    {
        T? result = default;
        NamespaceThread.Begin(Enter, () => result = work(argument)).Wait();
        return result!;
    }

    /// <summary>Writes a sysctl of the namespace.</summary>
    /// <param name="name">Path below <c>/proc/sys</c>, e.g. <c>net/ipv4/ip_forward</c>; namespaced ones only, which are all below <c>net</c>.</param>
    /// <param name="value">Text of the value.</param>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it, EINVAL where it refuses the value.</exception>
    public void WriteSysctl(string name, string value) => Run(() => Sysctl.Write(name, value));

    /// <summary>Writes several sysctls of the namespace in one visit; stops at the first that fails.</summary>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it, EINVAL where it refuses the value.</exception>
    public void WriteSysctls(IEnumerable<KeyValuePair<string, string>> values) => Run(() =>
    {
        foreach ((string name, string value) in values)
        {
            Sysctl.Write(name, value);
        }
    });

    /// <summary>Reads a sysctl of the namespace, without the line's end.</summary>
    /// <exception cref="NetlinkException">ENOENT where this kernel or namespace lacks it.</exception>
    public string ReadSysctl(string name) => Run(name, static name => Sysctl.Read(name));

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;

    /// <summary>The inode number, by which namespaces are told apart (namespaces(7)): all are files of one file system.</summary>
    private ulong Identity()
    {
        const int sizeOfStatx = 256;
        const int inodeOffset = 32;
        byte* record = stackalloc byte[sizeOfStatx];
        return LibC.Status(Descriptor, "", LibC.EmptyPath, LibC.StatusInode, record) == 0
            ? *(ulong*)(record + inodeOffset)
            : throw NetlinkException.FromLastError("look at a network namespace");
    }

    private static void Unshare()
    {
        if (LibC.Unshare(LibC.CloneNewNet) < 0)
        {
            throw NetlinkException.FromLastError("create network namespace");
        }
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (LibC.SetNamespace(Descriptor, LibC.CloneNewNet) < 0)
        {
            throw NetlinkException.FromLastError("enter network namespace");
        }
    }
}
