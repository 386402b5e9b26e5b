namespace Linkspan.Net.Keep.Logs;

/// <summary>The keeper's end of a container's output pipe.</summary>
internal sealed unsafe class PipeReader : LoopSource
{
    private readonly ContainerLog _log;

    public PipeReader(ContainerLog log, LogStream stream, int descriptor)
    {
        _log = log;
        Stream = stream;
        Descriptor = descriptor;
    }

    public LogStream Stream { get; }

    public LineSplitter Splitter { get; } = new();

    public override void Ready(EpollEvents events) => _log.ReadOnce(this);

    /// <summary>Takes what is in the pipe, up to the buffer's size.</summary>
    public int Read(Span<byte> buffer)
    {
        nint count;
        fixed (byte* bytes = buffer)
        {
            count = LibC.Read(Descriptor, bytes, buffer.Length);
        }

        return (int)Math.Max(count, 0);
    }

    public void Close()
    {
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
    }
}
