using System.Runtime.InteropServices;

namespace Linkspan.Keeper.Tests;

/// <summary>Brings up the loopback of the calling thread's namespace (SIOCSIFFLAGS, netdevice(7)).</summary>
internal static unsafe partial class Loopback
{
    private const nuint SetFlags = 0x8914;

    public static void Up()
    {
        int socket = Socket(2, 2, 0);
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        *(short*)(request + 16) = 1; // IFF_UP
        Assert.Equal(0, Control(socket, SetFlags, request));
        _ = Close(socket);
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int socket, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
