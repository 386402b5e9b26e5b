using System.Buffers.Binary;
using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Logs;

/// <summary>
/// A client attached to a container. Output waits for it in at most 1 MiB; when that is full the container's pipes are not read, so that a slow client
/// slows the container as a Unix pipe does (and Docker). One that has taken nothing for 30 s while it holds the container up is cut off: the log goes on.
/// </summary>
internal sealed unsafe class AttachedClient : LoopSource
{
    /// <summary>Bytes that may wait before the container has to.</summary>
    public const int MaxWaitingBytes = 1024 * 1024;

    private const int FrameHead = 8;
    private const int StallMs = 30_000;

    private readonly EventLoop _loop;
    private readonly ContainerLog _log;
    private readonly LoopTimer _stalled;
    private byte[] _waiting = new byte[4096];
    private int _start;
    private int _end;
    private bool _inputEnded;
    private bool _inputPaused;
    private bool _outputEnded;

    public AttachedClient(EventLoop loop, ContainerLog log, KeeperAttach settings, int descriptor)
    {
        _loop = loop;
        _log = log;
        Settings = settings;
        _stalled = new LoopTimer(loop, Close);
        Descriptor = descriptor;
    }

    public KeeperAttach Settings { get; }

    /// <summary>The container has to wait for this client.</summary>
    public bool IsFull => _end - _start >= MaxWaitingBytes;

    /// <summary>Output that the client has not taken.</summary>
    public ReadOnlySpan<byte> Waiting => _waiting.AsSpan(_start, _end - _start);

    /// <summary>True when the client has ended its input.</summary>
    public bool InputEnded => _inputEnded;

    /// <summary>What waits for the client already: answers, or what another keeper had for it.</summary>
    public void Restore(ReadOnlySpan<byte> waiting, bool inputEnded)
    {
        Append(waiting);
        _inputEnded = inputEnded;
    }

    /// <summary>Begins, with what the client has sent already.</summary>
    public void Start(ReadOnlySpan<byte> input)
    {
        _loop.Add(this, EpollEvents.None);
        if (!input.IsEmpty)
        {
            TakeInput(input);
        }

        Flush();
    }

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

        if (Descriptor >= 0 && (events & (EpollEvents.Read | EpollEvents.HangUp)) != EpollEvents.None)
        {
            Receive(events);
        }
    }

    /// <summary>Queues output, framed unless the container has a terminal.</summary>
    public void Send(LogStream stream, ReadOnlySpan<byte> bytes, bool framed)
    {
        if (!(stream == LogStream.Stdout ? Settings.Stdout : Settings.Stderr))
        {
            return;
        }

        if (framed)
        {
            Span<byte> head = stackalloc byte[FrameHead];
            head.Clear();
            head[0] = (byte)stream;
            BinaryPrimitives.WriteInt32BigEndian(head[4..], bytes.Length);
            Append(head);
        }

        Append(bytes);
        Flush();
    }

    /// <summary>The container's output has ended: closes when the client has taken what waits.</summary>
    public void EndOutput()
    {
        _outputEnded = true;
        Flush();
    }

    /// <summary>There is room for input again.</summary>
    public void ResumeInput()
    {
        _inputPaused = false;
        WatchAgain();
    }

    /// <summary>Stops for a handover.</summary>
    public void Freeze()
    {
        _stalled.Cancel();
        _loop.Remove(this);
    }

    /// <summary>Cuts the client off.</summary>
    public void Close()
    {
        if (Descriptor >= 0)
        {
            _stalled.Cancel();
            _loop.Remove(this);
            _ = LibC.Close(Descriptor);
            Descriptor = -1;
            _log.Forget(this);
        }
    }

    private void Receive(EpollEvents events)
    {
        if (_inputEnded)
        {
            // Both directions are shut: nobody is there any more.
            if (events.HasFlag(EpollEvents.HangUp))
            {
                Close();
            }

            return;
        }

        Span<byte> buffer = _log.Buffer;
        nint count;
        fixed (byte* bytes = buffer)
        {
            count = LibC.Receive(Descriptor, bytes, buffer.Length, LibC.DontWait);
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
            _log.InputEnded(this);
            WatchAgain();
            return;
        }

        TakeInput(buffer[..(int)count]);
        WatchAgain();
    }

    private void TakeInput(ReadOnlySpan<byte> input)
    {
        if (Settings.Stdin && !_log.WriteInput(input))
        {
            _inputPaused = true;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_waiting.Length - _end < bytes.Length)
        {
            int held = _end - _start;
            byte[] target = held + bytes.Length > _waiting.Length ? new byte[Math.Max(2 * _waiting.Length, held + bytes.Length)] : _waiting;
            _waiting.AsSpan(_start, held).CopyTo(target);
            _waiting = target;
            (_start, _end) = (0, held);
        }

        bytes.CopyTo(_waiting.AsSpan(_end));
        _end += bytes.Length;
    }

    private void Flush()
    {
        bool wasFull = IsFull;
        while (_end > _start && Descriptor >= 0)
        {
            nint count;
            fixed (byte* bytes = &_waiting[_start])
            {
                count = LibC.Send(Descriptor, bytes, _end - _start, LibC.DontWait | LibC.NoSignal);
            }

            if (count < 0)
            {
                if (LibC.LastError is not (LibC.EAGAIN or LibC.EINTR))
                {
                    Close();
                    return;
                }

                break;
            }

            _start += (int)count;
            _stalled.Cancel();
        }

        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            if (_outputEnded)
            {
                Close();
                return;
            }
        }
        else if (IsFull && !_stalled.IsRunning)
        {
            _stalled.Start(StallMs);
        }

        WatchAgain();
        if (wasFull && !IsFull)
        {
            _log.WatchPipes();
        }
    }

    private void WatchAgain() => _loop.Watch(
        this,
        (_inputEnded || _inputPaused ? EpollEvents.None : EpollEvents.Read) | (_end > _start ? EpollEvents.Write : EpollEvents.None));
}
