using System.Net.Sockets;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Net.Keep.Ports;

/// <summary>The socket of a host port.</summary>
internal static unsafe class PortSocket
{
    private const int Backlog = 1024;
    private const int DuplicateFrom = 1030; // F_DUPFD_CLOEXEC

    /// <summary>Binds a port of what was asked for.</summary>
    /// <returns>0, or the errno.</returns>
    public static int TryBind(KeeperPort request, ushort number, out int socket)
    {
        var address = new PeerAddress(request.HostAddress, number);
        int type = request.Protocol == Protocol.Udp ? LibC.Datagram : LibC.Stream;
        socket = LibC.Socket(address.Family, type | LibC.NonBlocking | LibC.CloseOnExec, request.Protocol == Protocol.Sctp ? (int)Protocol.Sctp : 0);
        if (socket < 0)
        {
            return LibC.LastError;
        }

        int on = 1;
        if (request.Protocol == Protocol.Tcp)
        {
            // Old connections in TIME_WAIT are no reason to refuse; two listeners still exclude each other. Elsewhere it would let others share the port.
            _ = LibC.SetOption(socket, LibC.SocketLevel, LibC.ReuseAddress, &on, sizeof(int));
        }

        if (request.HostAddress.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _ = LibC.SetOption(socket, Native.IPv6Level, Native.V6Only, &on, sizeof(int));
        }

        if (request.Protocol == Protocol.Udp)
        {
            UdpPacket.Enable(socket, address.Family);
        }

        if (LibC.Bind(socket, &address, address.Length) < 0 || (request.Protocol == Protocol.Tcp && LibC.Listen(socket, Backlog) < 0))
        {
            int errno = LibC.LastError;
            _ = LibC.Close(socket);
            socket = -1;
            return errno;
        }

        return 0;
    }

    /// <summary>
    /// Makes the process's table of descriptors large enough at once: the kernel doubles it step by step, and waits at each for all that may still look
    /// at the old one, since there are several threads.
    /// </summary>
    public static void MakeRoom(int sockets)
    {
        int lowest = LibC.Socket(LibC.Unix, LibC.Stream | LibC.CloseOnExec, 0);
        if (lowest >= 0)
        {
            int highest = Native.FileControl(lowest, DuplicateFrom, lowest + sockets);
            _ = LibC.Close(lowest);
            if (highest >= 0)
            {
                _ = LibC.Close(highest);
            }
        }
    }
}
