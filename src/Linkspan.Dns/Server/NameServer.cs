using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>
/// The DNS server: any number of clients, each with its own sockets and view, on one event loop. Its members run on the loop's thread.
/// </summary>
internal sealed unsafe class NameServer
{
    private readonly HashSet<ClientServer> _clients = [];
    private readonly ResolverFile _resolvers;
    private uint _random;
    private bool _draining;

    /// <summary>Creates a server.</summary>
    /// <param name="loop">The loop that it lives on.</param>
    /// <param name="resolverPath">resolv.conf(5) with the default upstream servers; read again when it changes.</param>
    /// <param name="upstreamPort">Port of upstream servers; other than 53 only in tests.</param>
    public NameServer(EventLoop loop, string resolverPath, int upstreamPort = 53)
    {
        Loop = loop;
        UpstreamPort = upstreamPort;
        _resolvers = new ResolverFile(resolverPath);
        _random = RandomId() | 1u;
    }

    /// <summary>The loop.</summary>
    public EventLoop Loop { get; }

    /// <summary>Port of upstream servers.</summary>
    public int UpstreamPort { get; }

    /// <summary>Memory for datagrams.</summary>
    public UdpBatch Batch { get; } = new();

    /// <summary>Memory for one message of any size.</summary>
    public byte[] StreamBuffer { get; } = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);

    /// <summary>Called once after <see cref="Drain"/> when nothing is under way any more.</summary>
    public Action? Idle { get; set; }

    /// <summary>Serves a client from now on.</summary>
    public ClientServer Add(ClientSockets sockets, View view)
    {
        var client = new ClientServer(this, sockets, view);
        client.Start();
        _clients.Add(client);
        return client;
    }

    /// <summary>Serves a client no longer.</summary>
    public void Remove(ClientServer client)
    {
        if (_clients.Remove(client))
        {
            client.Close();
        }
    }

    /// <summary>Takes no further query on any socket; <see cref="Idle"/> tells when those under way are answered.</summary>
    public void Drain()
    {
        foreach (ClientServer client in _clients)
        {
            client.Drain();
        }

        ReportIfIdle(draining: true);
    }

    /// <summary>The default upstream servers as they are now.</summary>
    public IReadOnlyList<IPAddress> DefaultServers() => _resolvers.Servers(Loop.NowMs);

    /// <summary>A cheap random number (xorshift32); it spreads load and protects nothing.</summary>
    public uint NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random;
    }

    /// <summary>An unpredictable message id.</summary>
    public static ushort RandomId()
    {
        ushort id = 0;
        _ = LibC.GetRandom(&id, sizeof(ushort), 0);
        return id;
    }

    internal void ReportIfIdle(bool draining = false)
    {
        _draining |= draining;
        if (_draining && _clients.All(client => client.Pending == 0))
        {
            Action? idle = Idle;
            Idle = null;
            idle?.Invoke();
        }
    }
}
