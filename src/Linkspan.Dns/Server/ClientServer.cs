namespace Linkspan.Dns.Server;

/// <summary>The server of one client: its two sockets, its view, its queries under way. On the loop's thread, <see cref="View"/> aside.</summary>
internal sealed class ClientServer
{
    /// <summary>Queries of one client that may wait for upstream servers; one more is REFUSED.</summary>
    public const int MaxForwarded = 1024;

    private readonly NameServer _server;
    private readonly UdpListener _udp;
    private readonly TcpListener _tcp;
    private readonly HashSet<ForwardedQuery> _forwarded = [];
    private volatile View _view;

    public ClientServer(NameServer server, ClientSockets sockets, View view)
    {
        _server = server;
        _view = view;
        OpenInside = sockets.OpenInside;
        _udp = new UdpListener(server, this, sockets.Udp);
        _tcp = new TcpListener(server, this, sockets.Tcp);
    }

    /// <summary>What the client sees now; swapped whole, from any thread.</summary>
    public View View
    {
        get => _view;
        set => _view = value;
    }

    /// <summary>Opens a socket in the client's own network stack: family and type in, descriptor or −1 out.</summary>
    public Func<int, int, int> OpenInside { get; }

    /// <summary>Work that has not been answered, connections included.</summary>
    public int Pending => _forwarded.Count + _tcp.Sessions;

    /// <summary>Begins to serve.</summary>
    public void Start()
    {
        _server.Loop.Add(_udp, EpollEvents.Read);
        _server.Loop.Add(_tcp, EpollEvents.Read);
    }

    /// <summary>Takes no further query; those under way are answered.</summary>
    public void Drain()
    {
        _server.Loop.Remove(_udp);
        _server.Loop.Remove(_tcp);
    }

    /// <summary>Closes everything.</summary>
    public void Close()
    {
        foreach (ForwardedQuery query in _forwarded)
        {
            query.Abandon();
        }

        _forwarded.Clear();
        _udp.Close();
        _tcp.Close();
    }

    /// <summary>Sends a query on.</summary>
    /// <returns>False where too many are under way.</returns>
    public bool TryForward(ReadOnlySpan<byte> query, IReplyTo replyTo)
    {
        if (_forwarded.Count >= MaxForwarded)
        {
            return false;
        }

        var forwarded = new ForwardedQuery(_server, this, query, replyTo);
        _forwarded.Add(forwarded);
        forwarded.AskNext();
        return true;
    }

    internal void Forget(ForwardedQuery query)
    {
        _forwarded.Remove(query);
        _server.ReportIfIdle();
    }
}
