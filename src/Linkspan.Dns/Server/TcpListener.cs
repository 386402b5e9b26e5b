namespace Linkspan.Dns.Server;

/// <summary>The TCP socket of one client (RFC 7766), with a limit to its connections.</summary>
internal sealed unsafe class TcpListener : LoopSource
{
    private const int MaxSessions = 128;

    private readonly NameServer _server;
    private readonly ClientServer _client;
    private readonly HashSet<TcpSession> _sessions = [];

    public TcpListener(NameServer server, ClientServer client, int descriptor)
    {
        _server = server;
        _client = client;
        Descriptor = descriptor;
    }

    /// <summary>Connections that are open.</summary>
    public int Sessions => _sessions.Count;

    public override void Ready(EpollEvents events)
    {
        int connection;
        while ((connection = LibC.Accept(Descriptor, null, null, LibC.NonBlocking | LibC.CloseOnExec)) >= 0)
        {
            if (_sessions.Count >= MaxSessions)
            {
                _ = LibC.Close(connection);
                continue;
            }

            var session = new TcpSession(_server, _client, this, connection);
            _sessions.Add(session);
            _server.Loop.Add(session, EpollEvents.Read);
        }
    }

    /// <summary>Closes the socket and its connections.</summary>
    public void Close()
    {
        _server.Loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
        foreach (TcpSession session in _sessions.ToArray())
        {
            session.Close();
        }
    }

    internal void Forget(TcpSession session)
    {
        _sessions.Remove(session);
        _server.ReportIfIdle();
    }
}
