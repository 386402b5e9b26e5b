using System.Net;
using System.Net.Sockets;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Bench;

/// <summary>
/// The floor of a DNS server: one thread that turns each datagram into an answer without looking into it, one recvfrom and one sendto each.
/// </summary>
internal sealed unsafe class EchoResponder : IDisposable
{
    private const int PatienceMs = 100;
    private const int SocketAddressSize = 16;

    private readonly Socket _socket;
    private readonly byte[] _record;
    private readonly Thread _thread;
    private volatile bool _ending;

    /// <param name="where">Namespace to listen in, on 127.0.0.1.</param>
    /// <param name="address">The address in every answer.</param>
    public EchoResponder(NetworkNamespace where, IPAddress address)
    {
        _socket = where.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMs };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        });
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;

        // The name of the question, A, IN, 60 s, 4 bytes.
        _record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()];
        _thread = new Thread(Serve) { IsBackground = true, Name = "echo" };
        _thread.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public void Dispose()
    {
        _ending = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Serve()
    {
        byte* buffer = stackalloc byte[1024];
        byte* peer = stackalloc byte[SocketAddressSize];
        int socket = (int)_socket.Handle;
        while (!_ending)
        {
            uint peerLength = SocketAddressSize;
            int length = (int)Native.ReceiveFrom(socket, buffer, 1024 - _record.Length, 0, peer, &peerLength);
            if (length <= 0)
            {
                continue;
            }

            buffer[2] |= 0x80; // QR
            buffer[7] = 1; // one answer
            _record.CopyTo(new Span<byte>(buffer + length, _record.Length));
            _ = Native.SendTo(socket, buffer, length + _record.Length, 0, peer, peerLength);
        }
    }
}
