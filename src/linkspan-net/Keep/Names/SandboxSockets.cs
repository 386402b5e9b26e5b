using System.Net;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Net.Keep.Names;

/// <summary>Opens a sandbox's DNS sockets inside it, on 127.0.0.11 and random ports: a held port 53 would be in the way of containers that serve DNS.</summary>
internal static unsafe class SandboxSockets
{
    private const int ReceiveBufferBytes = 1024 * 1024;

    private static readonly IPAddress Address = IPAddress.Parse("127.0.0.11");

    /// <summary>Opens both sockets.</summary>
    /// <exception cref="KeepException">The kernel refuses, e.g. where the sandbox's loopback is down.</exception>
    public static (int Udp, int Tcp) Open(NetworkNamespace sandbox) => sandbox.Run(() =>
    {
        int udp = Bound(LibC.Datagram);
        int tcp = Bound(LibC.Stream);
        if (LibC.Listen(tcp, 128) < 0)
        {
            throw KeepException.FromLastError("listen on 127.0.0.11");
        }

        // What arrives while a new keeper takes over waits in the socket.
        int size = ReceiveBufferBytes;
        _ = LibC.SetOption(udp, LibC.SocketLevel, LibC.ReceiveBufferForce, &size, sizeof(int));
        return (udp, tcp);
    });

    /// <summary>The port that a socket is bound to.</summary>
    public static ushort Port(int socket)
    {
        PeerAddress address = default;
        uint length = PeerAddress.Size;
        return LibC.SocketName(socket, &address, &length) < 0 ? throw KeepException.FromLastError("getsockname") : address.Port;
    }

    private static int Bound(int type)
    {
        var address = new PeerAddress(Address, 0);
        int socket = LibC.Socket(LibC.Inet, type | LibC.NonBlocking | LibC.CloseOnExec, 0);
        if (socket < 0 || LibC.Bind(socket, &address, address.Length) < 0)
        {
            throw KeepException.FromLastError("bind 127.0.0.11 in the sandbox");
        }

        return socket;
    }
}
