using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Wire;

/// <summary>
/// Messages that go to the kernel in one send. It handles them in order and each on its own: one that fails does not stop the rest,
/// and <see cref="Failures"/> tells which those were. Reusable after <see cref="Clear"/>; not thread-safe.
/// </summary>
public sealed class NetlinkBatch
{
    private const int Room = 1024; // More than any single request of this library needs, element lists aside.

    private readonly List<NetlinkFailure> _failures = [];
    private (int Start, int Tolerated)[] _messages = new (int, int)[16];
    private byte[] _buffer;
    private int _length;

    /// <summary>An empty batch.</summary>
    /// <param name="capacityBytes">Initial size; it grows as needed.</param>
    public NetlinkBatch(int capacityBytes = 8192) => _buffer = new byte[Math.Max(capacityBytes, Room)];

    /// <summary>Number of messages.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes used.</summary>
    public int LengthBytes => _length;

    /// <summary>What the kernel refused in the last send, tolerated errors left out; empty when all went well.</summary>
    public IReadOnlyList<NetlinkFailure> Failures => _failures;

    /// <summary>The messages as they are sent.</summary>
    internal Span<byte> Messages => _buffer.AsSpan(0, _length);

    /// <summary>Forgets all messages and failures; the buffer is kept.</summary>
    public void Clear()
    {
        Count = 0;
        _length = 0;
        _failures.Clear();
    }

    /// <summary>Adds a message.</summary>
    /// <param name="request">What to ask for.</param>
    /// <param name="toleratedErrno">An errno that counts as success for this message, e.g. <see cref="Errno.Exists"/>; 0 for none.</param>
    /// <returns>Index of the message in the batch.</returns>
    public int Add<T>(in T request, int toleratedErrno = 0)
        where T : struct, INetlinkRequest
    {
        NetlinkWriter writer = Writer(Room);
        request.Write(ref writer);
        return Commit(ref writer, toleratedErrno);
    }

    /// <summary>A writer on the free end of the buffer; what it writes counts after <see cref="Commit"/>.</summary>
    internal NetlinkWriter Writer(int roomBytes)
    {
        if (_buffer.Length - _length < roomBytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + roomBytes));
        }

        return new NetlinkWriter(_buffer.AsSpan(_length));
    }

    /// <summary>Takes over the one message that was written by a writer of this batch.</summary>
    internal int Commit(ref NetlinkWriter writer, int toleratedErrno)
    {
        if (Count == _messages.Length)
        {
            Array.Resize(ref _messages, Count * 2);
        }

        _messages[Count] = (_length, toleratedErrno);
        _length += writer.Written.Length;
        return Count++;
    }

    /// <summary>The bytes of one message.</summary>
    internal ReadOnlySpan<byte> Message(int index)
    {
        ReadOnlySpan<byte> rest = Messages[_messages[index].Start..];
        return rest[..MemoryMarshal.Read<int>(rest)];
    }

    internal void ForgetFailures() => _failures.Clear();

    internal void Report(in NetlinkFailure failure)
    {
        if (failure.Errno != _messages[failure.Index].Tolerated)
        {
            _failures.Add(failure);
        }
    }
}
