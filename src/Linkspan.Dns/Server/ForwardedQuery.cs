using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>
/// One query on its way through the upstream servers: up to three in order, each by a socket of its own, so that the port is random as well as the id
/// (RFC 5452) and the kernel drops what comes from elsewhere. The next one is asked after SERVFAIL, REFUSED, an error or 4 s.
/// </summary>
internal sealed unsafe class ForwardedQuery : LoopSource
{
    private const int MaxServers = 3;
    private const int TimeoutMs = 4000;
    private const int PrefixSize = 2;

    private readonly NameServer _server;
    private readonly ClientServer _client;
    private readonly IReplyTo _replyTo;
    private readonly IReadOnlyList<IPAddress> _servers;
    private readonly bool _inside;
    private readonly byte[] _query;
    private readonly ushort _clientId;
    private readonly LoopTimer _timeout;
    private int _next;
    private int _sent;
    private byte[] _input = [];
    private int _filled;

    public ForwardedQuery(NameServer server, ClientServer client, ReadOnlySpan<byte> query, IReplyTo replyTo)
    {
        _server = server;
        _client = client;
        _replyTo = replyTo;
        _inside = client.View.Servers.Count > 0;
        _servers = _inside ? client.View.Servers : server.DefaultServers();
        _clientId = BinaryPrimitives.ReadUInt16BigEndian(query);
        _timeout = new LoopTimer(server.Loop, AskNext);
        _query = new byte[PrefixSize + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(_query, (ushort)query.Length);
        query.CopyTo(_query.AsSpan(PrefixSize));
    }

    private Span<byte> Message => _query.AsSpan(PrefixSize);

    /// <summary>Asks the first server, or the one after the last asked; without one left, answers SERVFAIL.</summary>
    public void AskNext()
    {
        while (true)
        {
            Disconnect();
            if (_next >= Math.Min(_servers.Count, MaxServers))
            {
                Fail();
                return;
            }

            if (TryAsk(_servers[_next++]))
            {
                _timeout.Start(TimeoutMs);
                return;
            }
        }
    }

    /// <summary>Gives up without an answer: the client's sockets are gone.</summary>
    public void Abandon()
    {
        _timeout.Cancel();
        Disconnect();
    }

    public override void Ready(EpollEvents events)
    {
        if (_replyTo.IsStream)
        {
            ReadyStream(events);
        }
        else
        {
            ReadyDatagram();
        }
    }

    private bool TryAsk(IPAddress server)
    {
        var address = new PeerAddress(server, _server.UpstreamPort);
        int type = (_replyTo.IsStream ? LibC.Stream : LibC.Datagram) | LibC.NonBlocking | LibC.CloseOnExec;
        int socket = _inside ? _client.OpenInside(address.Family, type) : LibC.Socket(address.Family, type, 0);
        if (socket < 0)
        {
            return false;
        }

        Descriptor = socket;
        BinaryPrimitives.WriteUInt16BigEndian(Message, NameServer.RandomId());
        if (LibC.Connect(socket, &address, address.Length) < 0 && LibC.LastError != LibC.EINPROGRESS)
        {
            return false;
        }

        _sent = 0;
        _filled = 0;
        _server.Loop.Add(this, _replyTo.IsStream ? EpollEvents.Write : EpollEvents.Read);
        if (_replyTo.IsStream)
        {
            return true;
        }

        fixed (byte* message = Message)
        {
            return LibC.Send(socket, message, Message.Length, LibC.DontWait | LibC.NoSignal) >= 0;
        }
    }

    private void ReadyDatagram()
    {
        Span<byte> response = _server.StreamBuffer;
        nint count;
        fixed (byte* buffer = response)
        {
            count = LibC.Receive(Descriptor, buffer, response.Length, LibC.DontWait);
        }

        if (count >= 0)
        {
            Take(response[..(int)count]);
        }
        else if (LibC.LastError is not (LibC.EAGAIN or LibC.EINTR))
        {
            AskNext(); // ECONNREFUSED and the like, told by ICMP
        }
    }

    private void ReadyStream(EpollEvents events)
    {
        if (events.HasFlag(EpollEvents.Error))
        {
            AskNext();
        }
        else if (_sent < _query.Length)
        {
            SendStream();
        }
        else
        {
            ReceiveStream();
        }
    }

    private void SendStream()
    {
        nint count;
        fixed (byte* rest = &_query[_sent])
        {
            count = LibC.Send(Descriptor, rest, _query.Length - _sent, LibC.DontWait | LibC.NoSignal);
        }

        if (count < 0)
        {
            if (LibC.LastError is not (LibC.EAGAIN or LibC.EINTR))
            {
                AskNext();
            }

            return;
        }

        _sent += (int)count;
        if (_sent == _query.Length)
        {
            _input = new byte[PrefixSize + 512];
            _server.Loop.Watch(this, EpollEvents.Read);
        }
    }

    private void ReceiveStream()
    {
        int wanted = _filled < PrefixSize ? _input.Length : PrefixSize + BinaryPrimitives.ReadUInt16BigEndian(_input);
        if (wanted > _input.Length)
        {
            Array.Resize(ref _input, wanted);
        }

        nint count;
        fixed (byte* free = &_input[_filled])
        {
            count = LibC.Receive(Descriptor, free, _input.Length - _filled, LibC.DontWait);
        }

        if (count < 0 && LibC.LastError is LibC.EAGAIN or LibC.EINTR)
        {
            return;
        }

        if (count <= 0)
        {
            AskNext();
            return;
        }

        _filled += (int)count;
        if (_filled >= PrefixSize && _filled - PrefixSize >= BinaryPrimitives.ReadUInt16BigEndian(_input))
        {
            Take(_input.AsSpan(PrefixSize, BinaryPrimitives.ReadUInt16BigEndian(_input)));
        }
        else if (_filled == _input.Length)
        {
            Array.Resize(ref _input, PrefixSize + ushort.MaxValue);
        }
    }

    private void Take(Span<byte> response)
    {
        if (!Responder.Matches(Message, response))
        {
            if (_replyTo.IsStream)
            {
                AskNext();
            }

            return; // a datagram that is not for us: go on waiting
        }

        var reader = new DnsReader(response);
        _ = reader.TryHeader(out DnsHeader header);
        if (header.Code is DnsCode.ServerFailure or DnsCode.Refused)
        {
            AskNext();
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(response, _clientId);
        End();
        _replyTo.Send(response);
        _client.Forget(this);
    }

    private void Fail()
    {
        BinaryPrimitives.WriteUInt16BigEndian(Message, _clientId);
        Span<byte> response = _server.StreamBuffer;
        int length = Responder.Fail(Message, response, DnsCode.ServerFailure);
        End();
        _replyTo.Send(response[..length]);
        _client.Forget(this);
    }

    private void End()
    {
        _timeout.Cancel();
        Disconnect();
    }

    private void Disconnect()
    {
        if (Descriptor >= 0)
        {
            _server.Loop.Remove(this);
            _ = LibC.Close(Descriptor);
            Descriptor = -1;
        }
    }
}
