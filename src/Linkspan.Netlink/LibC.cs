using System.Runtime.InteropServices;

namespace Linkspan.Netlink;

/// <summary>The few calls of the C library that the kernel's network interfaces need; all set errno.</summary>
internal static unsafe partial class LibC
{
    public const int NetlinkFamily = 16; // AF_NETLINK
    public const int PacketFamily = 17; // AF_PACKET
    public const int Raw = 3; // SOCK_RAW
    public const int CloseOnExec = 0x80000; // SOCK_CLOEXEC, O_CLOEXEC
    public const int SocketLevel = 1; // SOL_SOCKET
    public const int NetlinkLevel = 270; // SOL_NETLINK
    public const int SendBuffer = 7; // SO_SNDBUF
    public const int ReceiveTimeout = 20; // SO_RCVTIMEO
    public const int SendBufferForce = 32; // SO_SNDBUFFORCE
    public const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE
    public const int DontWait = 0x40; // MSG_DONTWAIT
    public const int Truncated = 0x20; // MSG_TRUNC
    public const int CloneNewNet = 0x40000000; // CLONE_NEWNET
    public const int Detach = 2; // MNT_DETACH
    public const int WorkingFolder = -100; // AT_FDCWD
    public const int OpenTreeClone = 1; // OPEN_TREE_CLONE
    public const int MoveFromDescriptor = 4; // MOVE_MOUNT_F_EMPTY_PATH
    public const uint RegularFile = 0x8000; // S_IFREG
    public const uint ReadableByAll = 0b100_100_100;
    public const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    public const uint StatusInode = 0x100; // STATX_INO
    public const int ReadOnly = 0; // O_RDONLY
    public const int WriteOnly = 1; // O_WRONLY

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int SocketName(int socket, void* address, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, void* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int socket, void* buffer, nint length, int flags, void* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int socket, void* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(void* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int folder, string path, int flags, uint mode);

    /// <summary>statx(2), whose record is the same on every architecture.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint mask, byte* record);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeNode(string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    /// <summary>bpf(2), for which the C library has no wrapper.</summary>
    public static int Bpf(int command, void* request, int length) =>
        (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280, command, request, (nuint)length);

    /// <summary>open_tree(2), for which the C library has a wrapper since glibc 2.36 only; the number is the same on every architecture.</summary>
    public static int OpenTree(int folder, string path, int flags) => (int)SystemCall(428, folder, path, flags);

    /// <summary>move_mount(2), likewise.</summary>
    public static int MoveMount(int fromFolder, string from, int toFolder, string to, uint flags) => (int)SystemCall(429, fromFolder, from, toFolder, to, flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint command, void* request, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, nint folder, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, nint fromFolder, string from, nint toFolder, string to, nuint flags);
}
