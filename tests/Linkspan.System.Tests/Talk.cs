using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.System.Tests;

/// <summary>Servers that tell a client the address it is seen with, and clients; a socket keeps the namespace that it is made in.</summary>
internal static class Talk
{
    public const string TimedOut = "timeout";
    public const string Refused = "refused";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(
        Environment.GetEnvironmentVariable("LINKSPAN_TEST_PATIENCE_MS") is { Length: > 0 } text ? int.Parse(text, global::System.Globalization.CultureInfo.InvariantCulture) : 700); // what is dropped is never answered

    private static readonly TimeSpan Insistence = TimeSpan.FromSeconds(20);

    /// <summary>Serves TCP in a namespace (null: the host's) until disposed.</summary>
    public static IDisposable Serve(string? space, IPAddress address, int port)
    {
        Socket listener = Make(space, address.AddressFamily, SocketType.Stream);
        if (address.Equals(IPAddress.IPv6Any))
        {
            listener.DualMode = true;
        }

        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(64);
        _ = AcceptAsync(listener);
        return listener;
    }

    /// <summary>Serves UDP in a namespace until disposed.</summary>
    public static IDisposable ServeUdp(string space, int port)
    {
        Socket socket = Make(space, AddressFamily.InterNetworkV6, SocketType.Dgram);
        socket.DualMode = true;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _ = EchoAsync(socket);
        return socket;
    }

    /// <summary>Connects from a namespace.</summary>
    /// <returns>The address that the server saw, or why there was none.</returns>
    public static async Task<string> AskAsync(string? space, string address, int port)
    {
        IPAddress target = IPAddress.Parse(address);
        using Socket socket = Make(space, target.AddressFamily, SocketType.Stream);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(target, port), limit.Token);
            byte[] buffer = new byte[64];
            int length = await socket.ReceiveAsync(buffer, limit.Token);
            return length == 0 ? Refused : Encoding.ASCII.GetString(buffer, 0, length); // a relay closes where its target refuses
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return Refused;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return TimedOut;
        }
    }

    public static async Task<string> AskUdpAsync(string? space, string address, int port)
    {
        IPAddress target = IPAddress.Parse(address);
        using Socket socket = Make(space, target.AddressFamily, SocketType.Dgram);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(target, port), limit.Token);
            await socket.SendAsync("hello"u8.ToArray(), limit.Token);
            byte[] buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return TimedOut;
        }
    }

    /// <summary>Connects from a namespace, and again for a while where nobody answers: what is expected to answer may take its time on a busy machine.</summary>
    public static Task<string> ReachAsync(string? space, string address, int port) => InsistAsync(() => AskAsync(space, address, port));

    /// <summary>Sends a datagram, and again for a while where nobody answers.</summary>
    public static Task<string> ReachUdpAsync(string? space, string address, int port) => InsistAsync(() => AskUdpAsync(space, address, port));

    /// <summary>Sends one IPv4 broadcast from a namespace.</summary>
    /// <returns>The addresses that answered within the usual patience, in order.</returns>
    public static async Task<string> ShoutAsync(string space, string broadcast, int port)
    {
        using Socket socket = Make(space, AddressFamily.InterNetwork, SocketType.Dgram);
        socket.EnableBroadcast = true;
        using var limit = new CancellationTokenSource(Patience);
        await socket.SendToAsync("hello"u8.ToArray(), new IPEndPoint(IPAddress.Parse(broadcast), port), limit.Token);
        var answered = new SortedSet<string>(StringComparer.Ordinal);
        byte[] buffer = new byte[64];
        try
        {
            while (true)
            {
                SocketReceiveFromResult from = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), limit.Token);
                answered.Add(((IPEndPoint)from.RemoteEndPoint).Address.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            return string.Join(' ', answered);
        }
    }

    private static async Task<string> InsistAsync(Func<Task<string>> ask)
    {
        long started = TimeProvider.System.GetTimestamp();
        string answer = await ask();
        while (answer == TimedOut && TimeProvider.System.GetElapsedTime(started) < Insistence)
        {
            answer = await ask();
        }

        return answer;
    }

    private static Socket Make(string? space, AddressFamily family, SocketType type)
    {
        ProtocolType protocol = type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp;
        if (space is null)
        {
            return new Socket(family, type, protocol);
        }

        using NetworkNamespace opened = NetworkNamespace.Open(space);
        return opened.Run(() => new Socket(family, type, protocol));
    }

    private static async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync();
                IPAddress seen = ((IPEndPoint)client.RemoteEndPoint!).Address;
                await client.SendAsync(Encoding.ASCII.GetBytes((seen.IsIPv4MappedToIPv6 ? seen.MapToIPv4() : seen).ToString()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed: the test is over
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        byte[] buffer = new byte[64];
        try
        {
            while (true)
            {
                SocketReceiveFromResult from = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.IPv6Any, 0));
                await socket.SendToAsync(buffer.AsMemory(0, from.ReceivedBytes), from.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed: the test is over
        }
    }
}
