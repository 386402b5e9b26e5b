using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.System.Tests;

/// <summary>
/// A DHCP server with leases of seconds, which a real one does not give (dnsmasq's shortest has two minutes), and with a mind that changes: it
/// gives one address to whoever asks and refuses every other.
/// </summary>
internal sealed class FakeDhcpServer : IDisposable
{
    private readonly Socket _socket;
    private readonly Thread _thread;

    public FakeDhcpServer(string space, int leaseSeconds)
    {
        LeaseSeconds = leaseSeconds;
        using NetworkNamespace network = NetworkNamespace.Open(space);
        _socket = network.Run(static () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
            socket.SetRawSocketOption(1, 25, "eth0\0"u8); // SO_BINDTODEVICE
            socket.Bind(new IPEndPoint(IPAddress.Any, 67));
            return socket;
        });
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Length of the leases.</summary>
    public int LeaseSeconds { get; set; }

    /// <summary>The address that everybody gets.</summary>
    public IPAddress Gives { get; set; } = IPAddress.Parse("192.0.2.60");

    /// <summary>Requests for more time: those that do not choose among servers.</summary>
    public int Renewals { get; private set; }

    public void Dispose() => _socket.Dispose();

    private void Serve()
    {
        byte[] buffer = new byte[1500];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            int length;
            try
            {
                length = _socket.ReceiveFrom(buffer, ref from);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            Answer(buffer.AsSpan(0, length));
        }
    }

    private void Answer(ReadOnlySpan<byte> request)
    {
        byte type = request[242]; // the client sends the message type first
        var own = new IPAddress(request.Slice(12, 4));
        IPAddress wanted = own.Equals(IPAddress.Any) ? Option(request, 50) ?? IPAddress.Any : own;
        byte answer = (type, wanted.Equals(Gives)) switch
        {
            (1, _) => 2,
            (3, true) => 5,
            (3, false) => 6,
            _ => 0,
        };
        if (answer == 0)
        {
            return;
        }

        Renewals += answer == 5 && Option(request, 54) is null ? 1 : 0;
        byte[] reply = new byte[300];
        request[..240].CopyTo(reply);
        reply[0] = 2;
        (answer == 6 ? IPAddress.Any : Gives).TryWriteBytes(reply.AsSpan(16), out _);
        byte[] time = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(time, LeaseSeconds);
        byte[] options = [53, 1, answer, 54, 4, 192, 0, 2, 1, 1, 4, 255, 255, 255, 0, 3, 4, 192, 0, 2, 1, 51, 4, .. time, 255];
        options.CopyTo(reply, 240);
        EndPoint to = new IPEndPoint(own.Equals(IPAddress.Any) || answer == 6 ? IPAddress.Broadcast : own, 68);
        _socket.SendTo(reply, to);
    }

    private static IPAddress? Option(ReadOnlySpan<byte> request, byte code)
    {
        for (int at = 240; at + 1 < request.Length && request[at] != 255; at += request[at] == 0 ? 1 : 2 + request[at + 1])
        {
            if (request[at] == code)
            {
                return new IPAddress(request.Slice(at + 2, 4));
            }
        }

        return null;
    }
}
