namespace Linkspan.Net.Keep.Ports;

/// <summary>A UDP client's socket towards the target; ends after 90 s without a datagram, as docker-proxy's do.</summary>
internal sealed unsafe class UdpSession : LoopSource
{
    private const int IdleMs = 90_000;
    private const int ReceiveBatch = 64;

    private readonly EventLoop _loop;
    private readonly Action<byte[], int> _reply;
    private readonly Action _ended;
    private readonly byte[] _buffer;
    private readonly LoopTimer _idle;

    public UdpSession(EventLoop loop, int descriptor, Action<byte[], int> reply, Action ended, byte[] buffer)
    {
        _loop = loop;
        _reply = reply;
        _ended = ended;
        _buffer = buffer;
        _idle = new LoopTimer(loop, Close);
        _idle.Start(IdleMs);
        Descriptor = descriptor;
    }

    public override void Ready(EpollEvents events)
    {
        for (int i = 0; i < ReceiveBatch; i++)
        {
            nint count;
            fixed (byte* bytes = _buffer)
            {
                count = LibC.Receive(Descriptor, bytes, _buffer.Length, LibC.DontWait);
            }

            if (count < 0)
            {
                return; // also ECONNREFUSED: the container may listen later
            }

            _idle.Start(IdleMs);
            _reply(_buffer, (int)count);
        }
    }

    /// <summary>Passes a datagram on to the target.</summary>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        _idle.Start(IdleMs);
        fixed (byte* bytes = datagram)
        {
            _ = LibC.Send(Descriptor, bytes, datagram.Length, LibC.DontWait | LibC.NoSignal);
        }
    }

    /// <summary>Ends the session.</summary>
    public void Close()
    {
        if (Descriptor >= 0)
        {
            _idle.Cancel();
            _loop.Remove(this);
            _ = LibC.Close(Descriptor);
            Descriptor = -1;
            _ended();
        }
    }
}
