using System.Buffers;

namespace Linkspan.Net.Keep.Logs;

/// <summary>
/// A container's log file. Messages are gathered and written once a read of the pipes, whole lines only, so that a follower never sees half a line.
/// </summary>
internal sealed unsafe class JsonLogFile : IMessageSink, IDisposable
{
    private readonly string _path;
    private readonly long _maxSizeBytes;
    private readonly int _maxFiles;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _pending = new(4096);
    private int _descriptor;

    /// <summary>Opens or creates the file, mode 0640 as Docker's.</summary>
    /// <exception cref="KeepException">The file cannot be opened.</exception>
    public JsonLogFile(string path, long maxSizeBytes, int maxFiles, TimeProvider time)
    {
        _path = path;
        _maxSizeBytes = maxSizeBytes;
        _maxFiles = Math.Max(maxFiles, 1);
        _time = time;
        _descriptor = Open(Native.Append);
        if (_descriptor < 0)
        {
            throw KeepException.FromLastError($"log file {path}");
        }

        Length = Math.Max(Native.Seek(_descriptor, 0, Native.SeekEnd), 0);
    }

    /// <summary>Bytes in the current file.</summary>
    public long Length { get; private set; }

    /// <summary>Rotations so far.</summary>
    public int Generation { get; set; }

    /// <summary>The last write's errno; 0 while all is well.</summary>
    public int Errno { get; private set; }

    /// <inheritdoc/>
    public void Write(LogStream stream, ReadOnlySpan<byte> message)
    {
        if (_maxSizeBytes > 0 && Length + _pending.WrittenCount >= _maxSizeBytes)
        {
            Flush();
            Rotate();
        }

        JsonLine.Append(_pending, stream, message, _time.GetUtcNow());
    }

    /// <summary>Writes what was gathered. Where the disk is full it is lost, as the container must not stand still for it.</summary>
    public void Flush()
    {
        ReadOnlySpan<byte> rest = _pending.WrittenSpan;
        while (!rest.IsEmpty)
        {
            nint count;
            fixed (byte* bytes = rest)
            {
                count = LibC.Write(_descriptor, bytes, rest.Length);
            }

            if (count < 0 && LibC.LastError == LibC.EINTR)
            {
                continue;
            }

            if (count < 0)
            {
                Errno = LibC.LastError;
                break;
            }

            Errno = 0;
            Length += count;
            rest = rest[(int)count..];
        }

        _pending.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _ = LibC.Close(_descriptor);
        _descriptor = -1;
    }

    private int Open(int flags) => Native.Open(_path, Native.WriteOnly | Native.Create | Native.CloseOnExec | flags, 0x1a0);

    private void Rotate()
    {
        for (int i = _maxFiles - 1; i > 0; i--)
        {
            _ = Native.Rename(i == 1 ? _path : $"{_path}.{i - 1}", $"{_path}.{i}");
        }

        int next = Open(Native.Append | Native.Truncate);
        if (next < 0)
        {
            Errno = LibC.LastError;
            return; // go on in the file that is open, under its new name
        }

        _ = LibC.Close(_descriptor);
        _descriptor = next;
        Length = 0;
        Generation++;
    }
}
