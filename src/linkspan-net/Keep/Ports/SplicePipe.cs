namespace Linkspan.Net.Keep.Ports;

/// <summary>One direction of a relay: a pipe between two sockets.</summary>
internal sealed unsafe class SplicePipe
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxRounds = 16;

    private readonly int _from;
    private readonly int _to;
    private readonly int _input = -1;
    private readonly int _output = -1;
    private nint _held;
    private bool _inputEnded;

    public SplicePipe(int from, int to)
    {
        _from = from;
        _to = to;
        int* ends = stackalloc int[2];
        if (Native.Pipe(ends, Native.CloseOnExec | Native.NonBlocking) == 0)
        {
            _output = ends[0];
            _input = ends[1];
        }
    }

    /// <summary>False where no pipe could be had.</summary>
    public bool IsOpen => _input >= 0;

    /// <summary>The end was passed on.</summary>
    public bool IsDone { get; private set; }

    /// <summary>To be called when the source is readable.</summary>
    public bool WantsInput => !_inputEnded && _held == 0;

    /// <summary>To be called when the sink is writable.</summary>
    public bool WantsOutput => _held > 0;

    /// <summary>Moves what can be moved without waiting.</summary>
    /// <returns>False where a connection broke.</returns>
    public bool Pump()
    {
        for (int round = 0; round < MaxRounds && !IsDone; round++)
        {
            if (_held == 0 && !_inputEnded)
            {
                nint count = Native.Splice(_from, null, _input, null, MaxBytes, Native.Move | Native.SpliceNonBlocking);
                if (count < 0)
                {
                    return LibC.LastError is LibC.EAGAIN or LibC.EINTR;
                }

                _inputEnded = count == 0;
                _held = count;
            }

            if (_held > 0)
            {
                nint count = Native.Splice(_output, null, _to, null, (nuint)_held, Native.Move | Native.SpliceNonBlocking);
                if (count < 0)
                {
                    return LibC.LastError is LibC.EAGAIN or LibC.EINTR;
                }

                _held -= count;
            }

            if (_held == 0 && _inputEnded)
            {
                IsDone = true;
                _ = LibC.Shutdown(_to, Native.ShutdownWrite);
            }
        }

        return true;
    }

    /// <summary>Closes the pipe; what it holds is lost.</summary>
    public void Close()
    {
        if (IsOpen)
        {
            _ = LibC.Close(_input);
            _ = LibC.Close(_output);
        }
    }
}
