using System.Buffers.Binary;

namespace Linkspan.Dns.Server;

/// <summary>
/// A TCP connection of a client (RFC 7766): length-prefixed messages, several at a time, answers in the order in which they are ready.
/// </summary>
internal sealed unsafe class TcpSession : LoopSource, IReplyTo
{
    private const int PrefixSize = 2;
    private const int MaxQueryBytes = 4096;
    private const int MaxUnsentBytes = 256 * 1024;
    private const int IdleMs = 10_000;

    private readonly NameServer _server;
    private readonly ClientServer _client;
    private readonly TcpListener _listener;
    private readonly LoopTimer _idle;
    private byte[] _input = new byte[512];
    private int _filled;
    private byte[] _unsent = [];
    private int _awaited;
    private bool _inputEnded;

    public TcpSession(NameServer server, ClientServer client, TcpListener listener, int descriptor)
    {
        _server = server;
        _client = client;
        _listener = listener;
        Descriptor = descriptor;
        _idle = new LoopTimer(server.Loop, Close);
        _idle.Start(IdleMs);
    }

    public bool IsStream => true;

    public override void Ready(EpollEvents events)
    {
        if (events.HasFlag(EpollEvents.Error))
        {
            Close();
            return;
        }

        if (events.HasFlag(EpollEvents.Write))
        {
            Flush();
        }

        if (Descriptor >= 0 && !_inputEnded && (events & (EpollEvents.Read | EpollEvents.HangUp)) != EpollEvents.None)
        {
            Receive();
        }

        CloseIfDone();
    }

    /// <summary>Sends the answer to a forwarded query.</summary>
    public void Send(ReadOnlySpan<byte> response)
    {
        _awaited--;
        if (Descriptor >= 0)
        {
            Queue(response);
            CloseIfDone();
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        if (Descriptor < 0)
        {
            return;
        }

        _idle.Cancel();
        _server.Loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
        _listener.Forget(this);
    }

    private void Receive()
    {
        if (_filled == _input.Length)
        {
            Array.Resize(ref _input, PrefixSize + MaxQueryBytes);
        }

        nint count;
        fixed (byte* free = &_input[_filled])
        {
            count = LibC.Receive(Descriptor, free, _input.Length - _filled, LibC.DontWait);
        }

        if (count < 0)
        {
            if (LibC.LastError is not (LibC.EAGAIN or LibC.EINTR))
            {
                Close();
            }

            return;
        }

        if (count == 0)
        {
            _inputEnded = true;
            WatchAgain();
            return;
        }

        _filled += (int)count;
        AnswerMessages();
    }

    private void AnswerMessages()
    {
        int start = 0;
        while (Descriptor >= 0 && _filled - start >= PrefixSize)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(_input.AsSpan(start));
            if (length > MaxQueryBytes)
            {
                Close();
                return;
            }

            if (_filled - start - PrefixSize < length)
            {
                break;
            }

            // Only whole queries count as activity: a client that sends a byte now and then is idle.
            _idle.Start(IdleMs);
            Answer(_input.AsSpan(start + PrefixSize, length));
            start += PrefixSize + length;
        }

        _input.AsSpan(start, _filled - start).CopyTo(_input);
        _filled -= start;
    }

    private void Answer(ReadOnlySpan<byte> query)
    {
        Span<byte> response = _server.StreamBuffer;
        switch (Responder.Answer(_client.View, query, response, stream: true, _server.NextRandom(), out int length))
        {
            case Outcome.Reply:
                Queue(response[..length]);
                break;
            case Outcome.Forward:
                _awaited++;
                if (!_client.TryForward(query, this))
                {
                    _awaited--;
                    Queue(response[..Responder.Fail(query, response, DnsCode.Refused)]);
                }

                break;
            default:
                Close();
                break;
        }
    }

    private void Queue(ReadOnlySpan<byte> response)
    {
        if (_unsent.Length + response.Length > MaxUnsentBytes)
        {
            Close();
            return;
        }

        byte[] message = new byte[_unsent.Length + PrefixSize + response.Length];
        _unsent.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(_unsent.Length), (ushort)response.Length);
        response.CopyTo(message.AsSpan(_unsent.Length + PrefixSize));
        _unsent = message;
        Flush();
    }

    private void Flush()
    {
        nint count = 0;
        if (_unsent.Length > 0)
        {
            fixed (byte* bytes = _unsent)
            {
                count = LibC.Send(Descriptor, bytes, _unsent.Length, LibC.DontWait | LibC.NoSignal);
            }
        }

        if (count < 0 && LibC.LastError is not (LibC.EAGAIN or LibC.EINTR))
        {
            Close();
            return;
        }

        if (count > 0)
        {
            _unsent = _unsent[(int)count..];
        }

        WatchAgain();
    }

    private void WatchAgain() => _server.Loop.Watch(
        this, (_inputEnded ? EpollEvents.None : EpollEvents.Read) | (_unsent.Length > 0 ? EpollEvents.Write : EpollEvents.None));

    private void CloseIfDone()
    {
        if (_inputEnded && _awaited == 0 && _unsent.Length == 0)
        {
            Close();
        }
    }
}
