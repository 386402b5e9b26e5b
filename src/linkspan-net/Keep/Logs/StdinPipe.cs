namespace Linkspan.Net.Keep.Logs;

/// <summary>
/// The keeper's end of a container's standard input. It is open for reading too, so that nothing written is lost before the container's side opens; it
/// therefore may be closed only when the pipe has run empty, which the kernel tells no writer: then, and only then, the pipe is looked at every few ms.
/// </summary>
internal sealed unsafe class StdinPipe : LoopSource
{
    private const int RecheckMs = 10;

    private readonly EventLoop _loop;
    private readonly Action _drained;
    private readonly LoopTimer _recheck;
    private byte[] _pending = [];
    private bool _closing;

    public StdinPipe(EventLoop loop, int descriptor, Action drained)
    {
        _loop = loop;
        _drained = drained;
        _recheck = new LoopTimer(loop, CloseIfEmpty);
        Descriptor = descriptor;
    }

    /// <summary>Bytes taken from clients that the pipe has no room for.</summary>
    public ReadOnlySpan<byte> Pending => _pending;

    /// <summary>True when no input is taken any more.</summary>
    public bool IsClosing => _closing;

    public override void Ready(EpollEvents events) => Flush();

    /// <summary>Takes input.</summary>
    /// <returns>False where the caller must wait until it is asked for more.</returns>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (_closing || Descriptor < 0)
        {
            return true; // as with a process that no longer reads
        }

        _pending = [.. _pending, .. bytes];
        Flush();
        return _pending.Length == 0;
    }

    /// <summary>Ends the input after what was taken has been read.</summary>
    public void End()
    {
        _closing = true;
        CloseIfEmpty();
    }

    /// <summary>Closes at once.</summary>
    public void Close()
    {
        if (Descriptor >= 0)
        {
            _closing = true;
            _recheck.Cancel();
            _loop.Remove(this);
            _ = LibC.Close(Descriptor);
            Descriptor = -1;
        }
    }

    /// <summary>Stops for a handover.</summary>
    public void Freeze()
    {
        _recheck.Cancel();
        _loop.Remove(this);
    }

    /// <summary>Puts the state of another keeper's in its place here.</summary>
    public void Restore(byte[] pending, bool closing)
    {
        _pending = pending;
        _closing = closing;
    }

    /// <summary>Goes on after a handover.</summary>
    public void Start()
    {
        if (Descriptor >= 0)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_pending.Length > 0)
        {
            nint count;
            fixed (byte* bytes = _pending)
            {
                count = LibC.Write(Descriptor, bytes, _pending.Length);
            }

            _pending = _pending[(int)Math.Max(count, 0)..];
        }

        if (_pending.Length > 0)
        {
            if (Slot < 0)
            {
                _loop.Add(this, EpollEvents.Write);
            }

            return;
        }

        _loop.Remove(this);
        _drained();
        CloseIfEmpty();
    }

    private void CloseIfEmpty()
    {
        if (!_closing || Descriptor < 0)
        {
            return;
        }

        int unread = 0;
        if (_pending.Length > 0 || (Native.Control(Descriptor, Native.BytesReadable, &unread) == 0 && unread > 0))
        {
            _recheck.Start(RecheckMs);
            return;
        }

        Close();
    }
}
