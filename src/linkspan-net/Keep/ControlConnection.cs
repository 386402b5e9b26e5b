using System.Text.Json;
using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep;

/// <summary>A client of the keeper: lines of JSON in, lines of JSON out.</summary>
internal sealed unsafe class ControlConnection : LoopSource
{
    private const byte NewLine = (byte)'\n';
    private const int InitialBytes = 4096;
    private const int MaxLineBytes = 64 * 1024 * 1024;

    private readonly Keeper _keeper;
    private readonly EventLoop _loop;
    private byte[] _input = new byte[InitialBytes];
    private int _filled;
    private int _released;
    private byte[] _unsent = [];
    private bool _handling;

    public ControlConnection(Keeper keeper, EventLoop loop, int descriptor)
    {
        _keeper = keeper;
        _loop = loop;
        Descriptor = descriptor;
        keeper.Remember(this);
    }

    /// <summary>The client said that it knows runs of ports.</summary>
    public bool KnowsPortRuns { get; set; }

    public override void Ready(EpollEvents events)
    {
        if (events.HasFlag(EpollEvents.Write))
        {
            Flush();
        }

        if (Descriptor >= 0 && (events & ~EpollEvents.Write) != EpollEvents.None)
        {
            Receive();
        }
    }

    /// <summary>
    /// Sends an answer; on the control loop's thread. Those of requests that came together go out together, so that the client wakes once. A client that is gone
    /// is no error.
    /// </summary>
    public void Answer(KeeperAnswer answer)
    {
        if (Descriptor < 0)
        {
            return;
        }

        Queue(answer);
        if (!_handling)
        {
            Flush();
        }
    }

    /// <summary>Puts an answer behind those that wait to be sent.</summary>
    public void Queue(KeeperAnswer answer)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer, KeeperJson.Default.KeeperAnswer);
        byte[] message = new byte[_unsent.Length + json.Length + 1];
        _unsent.CopyTo(message, 0);
        json.CopyTo(message, _unsent.Length);
        message[^1] = NewLine;
        _unsent = message;
    }

    /// <summary>Sends an answer from another loop's thread.</summary>
    public void PostAnswer(KeeperAnswer answer) => _loop.Post(() => Answer(answer));

    /// <summary>Gives the descriptor away: the connection becomes a stream.</summary>
    /// <param name="input">What the client sent after its request.</param>
    /// <param name="unsent">Answers that wait to be sent.</param>
    public int Release(out byte[] input, out byte[] unsent)
    {
        unsent = _unsent;
        input = _input[_released.._filled];
        int descriptor = Descriptor;
        _keeper.Forget(this);
        _loop.Remove(this);
        Descriptor = -1;
        return descriptor;
    }

    private void Receive()
    {
        if (_filled == _input.Length)
        {
            Array.Resize(ref _input, _input.Length * 2);
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

        if (count <= 0 || _filled + count > MaxLineBytes)
        {
            Close();
            return;
        }

        int searched = _filled;
        _filled += (int)count;
        HandleLines(searched);
    }

    private void HandleLines(int searched)
    {
        int start = 0;
        _handling = true;
        while (Descriptor >= 0 && _input.AsSpan(searched, _filled - searched).IndexOf(NewLine) is >= 0 and int found)
        {
            int end = searched + found;
            _released = searched = end + 1;
            Handle(_input.AsSpan(start, end - start));
            start = searched;
        }

        _handling = false;
        if (Descriptor >= 0 && _unsent.Length > 0)
        {
            Flush();
        }

        if (Descriptor < 0)
        {
            return;
        }

        _input.AsSpan(start, _filled - start).CopyTo(_input);
        _filled -= start;
        if (_filled == 0 && _input.Length > 16 * InitialBytes)
        {
            _input = new byte[InitialBytes]; // ten thousand ports in one request are rare
        }
    }

    private void Handle(ReadOnlySpan<byte> line)
    {
        long id = 0;
        try
        {
            KeeperRequest request = JsonSerializer.Deserialize(line, KeeperJson.Default.KeeperRequest)
                ?? throw new KeepException(KeepException.Invalid, "null is no request");
            id = request.Id;
            _keeper.Handle(this, request);
        }
        catch (JsonException e)
        {
            Answer(new KeeperAnswer { Id = id, Error = new KeeperError(KeepException.Invalid, e.Message) });
        }
        catch (KeepException e)
        {
            Answer(new KeeperAnswer { Id = id, Error = new KeeperError(e.Errno, e.Message) });
        }
        catch (Exception e)
        {
            // Whatever a request holds, e.g. null where the reader of JSON lets it pass: all containers' names and logs depend on this process.
            Console.Error.WriteLine($"linkspan-net keep: request {id} failed: {e}");
            Answer(new KeeperAnswer { Id = id, Error = new KeeperError((e as Netlink.NetlinkException)?.Errno ?? 5, e.Message) });
        }
    }

    /// <summary>Sends what waits to be sent, as far as the client takes it.</summary>
    public void Flush()
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

        _loop.Watch(this, EpollEvents.Read | (_unsent.Length > 0 ? EpollEvents.Write : EpollEvents.None));
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        _keeper.Forget(this);
        _loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
    }
}
