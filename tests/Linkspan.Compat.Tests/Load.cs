using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Compat.Tests;

/// <summary>
/// What containers and their clients do all the time, at a bounded rate: connections to published ports, packets between containers, questions to
/// their name server. Sockets are opened in the containers' namespaces, so that nothing is started in them; each activity has a thread of its own.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int EchoPort = 7;
    private const int PatienceMs = 15_000; // a lost packet is not sent again: it never comes, however long one waits
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly List<Socket> _servers = [];
    private readonly List<long[]> _counts = [];

    /// <summary>What went wrong.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>How often each activity succeeded.</summary>
    public long[] Counts => [.. _counts.Select(static count => Interlocked.Read(ref count[0]))];

    /// <summary>Serves a word on a TCP port of a container.</summary>
    public void Serve(int process, int port)
    {
        Socket listener = Open(process, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
        _servers.Add(listener);
        Run(() =>
        {
            while (true)
            {
                using Socket client = listener.Accept();
                client.Send("up"u8);
            }
        });
    }

    /// <summary>Connects to a published port again and again.</summary>
    public void Connect(IPAddress address, int port) => Repeat($"connection to [{address}]:{port}", () =>
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = PatienceMs, SendTimeout = PatienceMs };
        socket.Connect(address, port);
        byte[] word = new byte[8];
        int length = socket.Receive(word);
        return length == 2 ? null : $"{length} bytes";
    });

    /// <summary>Sends packets from one container to another, which sends them back.</summary>
    public void Exchange(int from, int to, IPAddress target)
    {
        Socket echo = Open(to, SocketType.Dgram, ProtocolType.Udp);
        echo.Bind(new IPEndPoint(IPAddress.Any, EchoPort));
        _servers.Add(echo);
        Run(() =>
        {
            byte[] packet = new byte[64];
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            while (true)
            {
                int length = echo.ReceiveFrom(packet, ref sender);
                echo.SendTo(packet.AsSpan(0, length), SocketFlags.None, sender);
            }
        });
        Socket socket = Open(from, SocketType.Dgram, ProtocolType.Udp);
        _servers.Add(socket);
        socket.ReceiveTimeout = PatienceMs;
        socket.Connect(target, EchoPort);
        byte[] packet = new byte[64];
        long number = 0;
        Repeat($"packet to {target}", () =>
        {
            number++;
            socket.Send(BitConverter.GetBytes(number));
            int length = socket.Receive(packet);
            return length == sizeof(long) && BitConverter.ToInt64(packet) == number ? null : $"packet {BitConverter.ToInt64(packet)} instead of {number}";
        });
    }

    /// <summary>Asks a container's name server for another container.</summary>
    public void Ask(int process, string name)
    {
        Socket socket = Open(process, SocketType.Dgram, ProtocolType.Udp);
        _servers.Add(socket);
        socket.ReceiveTimeout = PatienceMs;
        socket.Connect(IPAddress.Parse("127.0.0.11"), 53);
        byte[] query = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), 0, 0, 1, 0, 1];
        byte[] answer = new byte[512];
        ushort id = 0;
        Repeat($"question for {name}", () =>
        {
            id++;
            query[0] = (byte)(id >> 8);
            query[1] = (byte)id;
            socket.Send(query);
            int length = socket.Receive(answer);
            return answer[0] == query[0] && answer[1] == query[1] && length > query.Length && answer[7] == 1 ? null : $"{Convert.ToHexString(answer, 0, length)}";
        });
    }

    /// <summary>Waits until every activity succeeded some more times, or something failed.</summary>
    public void Continue(int times)
    {
        long[] before = Counts;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (_failures.IsEmpty && Counts.Zip(before).Any(pair => pair.First < pair.Second + times))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "the load stands still");
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _servers.ForEach(static server => server.Dispose());
        _threads.ForEach(static thread => thread.Join(TimeSpan.FromSeconds(30)));
        _stop.Dispose();
    }

    private static Socket Open(int process, SocketType type, ProtocolType protocol)
    {
        using NetworkNamespace space = NetworkNamespace.Open($"/proc/{process}/ns/net");
        return space.Run(() => new Socket(AddressFamily.InterNetwork, type, protocol));
    }

    private void Repeat(string what, Func<string?> action)
    {
        long[] count = [0];
        _counts.Add(count);
        Run(() =>
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (action() is { } wrong)
                    {
                        _failures.Enqueue($"{what}: {wrong}, after {count[0]}");
                    }

                    Interlocked.Increment(ref count[0]);
                }
                catch (SocketException e) when (!_stop.IsCancellationRequested)
                {
                    _failures.Enqueue($"{what}: {e.SocketErrorCode}, after {count[0]}");
                }

                _stop.Token.WaitHandle.WaitOne(Pause);
            }
        });
    }

    private void Run(Action action)
    {
        var thread = new Thread(Guarded, maxStackSize: 256 * 1024) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();

        void Guarded()
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // A server whose container or test is gone; its clients say so where it was not to be.
            }
        }
    }
}
