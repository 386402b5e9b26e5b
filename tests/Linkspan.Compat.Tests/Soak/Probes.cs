using System.Net;
using System.Net.Sockets;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Compat.Tests.Soak;

/// <summary>Short talks between containers: sockets in their namespaces, nothing is started in them.</summary>
internal static class Probes
{
    private const int Port = 80;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(800); // what is dropped is never answered; what may pass is tried again

    /// <summary>Whether one container connects to another's address.</summary>
    public static bool Reaches(int from, int to, IPAddress address)
    {
        using Socket server = Serve(to);
        using Socket client = Open(from, SocketType.Stream, ProtocolType.Tcp);
        return Connects(client, address, Port);
    }

    /// <summary>Whether a published port leads to a container.</summary>
    public static bool Connects(int process, int port)
    {
        using Socket server = Serve(process);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return Connects(client, IPAddress.Loopback, port) && server.Poll(Wait, SelectMode.SelectRead);
    }

    /// <summary>Addresses that a container's name server gives for a name.</summary>
    public static IReadOnlyList<IPAddress> Resolve(int process, string name)
    {
        using Socket socket = Open(process, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = (int)Wait.TotalMilliseconds;
        byte[] query = [7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), 0, 0, 1, 0, 1];
        byte[] answer = new byte[512];
        try
        {
            socket.Connect(IPAddress.Parse("127.0.0.11"), 53);
            socket.Send(query);
            int length = socket.Receive(answer);
            List<IPAddress> addresses = [];
            for (int at = query.Length; at + 16 <= length; at += 16) // a pointer to the name, type, class, TTL, length, address
            {
                addresses.Add(new IPAddress(answer.AsSpan(at + 12, 4)));
            }

            return addresses;
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static bool Connects(Socket client, IPAddress address, int port)
    {
        using var limit = new CancellationTokenSource(Wait);
        try
        {
            client.ConnectAsync(new IPEndPoint(address, port), limit.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static Socket Serve(int process)
    {
        Socket server = Open(process, SocketType.Stream, ProtocolType.Tcp);
        server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        server.Bind(new IPEndPoint(IPAddress.Any, Port));
        server.Listen(8);
        return server;
    }

    private static Socket Open(int process, SocketType type, ProtocolType protocol)
    {
        using NetworkNamespace space = NetworkNamespace.Open($"/proc/{process}/ns/net");
        return space.Run(() => new Socket(AddressFamily.InterNetwork, type, protocol));
    }
}
