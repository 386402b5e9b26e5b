namespace Linkspan.Net.Keep.Logs;

/// <summary>
/// Cuts a stream into log messages as Docker's copier does (moby daemon/logger/copier.go): a message ends at a newline, or where 16 KiB have come
/// without one; what is cut by size, and an unfinished line at the end of the stream, carries no newline.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Longest message in bytes, its newline included.</summary>
    public const int MaxMessageBytes = 16 * 1024;

    private byte[] _partial = [];
    private int _filled;

    /// <summary>What has been taken and not yet been passed on.</summary>
    public ReadOnlySpan<byte> Partial => _partial.AsSpan(0, _filled);

    /// <summary>Passes on every message that is complete, its newline included, and keeps the rest.</summary>
    public void Take(ReadOnlySpan<byte> bytes, LogStream stream, IMessageSink sink)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> window = bytes[..Math.Min(bytes.Length, MaxMessageBytes - _filled)];
            int newLine = window.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = newLine < 0 ? window : window[..(newLine + 1)];
            bool complete = newLine >= 0 || _filled + piece.Length == MaxMessageBytes;
            if (complete && _filled == 0)
            {
                sink.Write(stream, piece);
            }
            else
            {
                Keep(piece);
                if (complete)
                {
                    End(stream, sink);
                }
            }

            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Passes on what is kept; at the end of the stream, that is its unfinished line.</summary>
    public void End(LogStream stream, IMessageSink sink)
    {
        if (_filled > 0)
        {
            sink.Write(stream, Partial);
            _filled = 0;
        }
    }

    /// <summary>Keeps the beginning of a message; also what another keeper's splitter had kept.</summary>
    public void Keep(ReadOnlySpan<byte> piece)
    {
        if (_partial.Length < _filled + piece.Length)
        {
            Array.Resize(ref _partial, MaxMessageBytes);
        }

        piece.CopyTo(_partial.AsSpan(_filled));
        _filled += piece.Length;
    }
}
