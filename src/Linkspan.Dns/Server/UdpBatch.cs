using System.Runtime.InteropServices;

namespace Linkspan.Dns.Server;

/// <summary>
/// Memory for one recvmmsg(2) and sendmmsg(2), shared by all sockets of a loop: a message costs no allocation and a share of two system calls.
/// Everything is pinned once, and the pointers inside never change.
/// </summary>
internal sealed unsafe class UdpBatch
{
    /// <summary>Messages a round; more gained nothing.</summary>
    public const int Size = 32;

    private const int QueryBytes = 2048;

    private readonly byte[] _queries = GC.AllocateUninitializedArray<byte>(Size * QueryBytes, pinned: true);
    private readonly byte[] _responses = GC.AllocateUninitializedArray<byte>(Size * Responder.MaxUdpPayload, pinned: true);
    private readonly PeerAddress[] _addresses = GC.AllocateArray<PeerAddress>(Size, pinned: true);
    private readonly BufferRange[] _buffers = GC.AllocateArray<BufferRange>(2 * Size, pinned: true);
    private readonly MessageHeader[] _headers = GC.AllocateArray<MessageHeader>(2 * Size, pinned: true);
    private int _outgoing;

    public UdpBatch()
    {
        for (int i = 0; i < Size; i++)
        {
            Link(i, _queries, i * QueryBytes);
            Link(Size + i, _responses, i * Responder.MaxUdpPayload);
        }
    }

    private MessageHeader* Headers => (MessageHeader*)Marshal.UnsafeAddrOfPinnedArrayElement(_headers, 0);

    /// <summary>Takes what has arrived, up to <see cref="Size"/> messages.</summary>
    /// <returns>Number of messages; 0 for none.</returns>
    public int Receive(int socket)
    {
        for (int i = 0; i < Size; i++)
        {
            _headers[i].AddressLength = PeerAddress.Size;
            _buffers[i].Length = QueryBytes;
        }

        _outgoing = 0;
        int count;
        do
        {
            count = LibC.ReceiveMany(socket, Headers, Size, LibC.DontWait, null);
        }
        while (count < 0 && LibC.LastError == LibC.EINTR);
        return Math.Max(count, 0);
    }

    /// <summary>A message received; one that was too long for its buffer comes empty, and is dropped by whoever reads it.</summary>
    public ReadOnlySpan<byte> Query(int index) =>
        (_headers[index].Flags & LibC.Truncated) != 0 ? default : _queries.AsSpan(index * QueryBytes, (int)_headers[index].Length);

    /// <summary>Who sent a message.</summary>
    public ref readonly PeerAddress Sender(int index) => ref _addresses[index];

    /// <summary>Room for the next response.</summary>
    public Span<byte> NextResponse => _responses.AsSpan(_outgoing * Responder.MaxUdpPayload, Responder.MaxUdpPayload);

    /// <summary>Queues the response written to <see cref="NextResponse"/>.</summary>
    public void Reply(int index, int length)
    {
        ref MessageHeader header = ref _headers[Size + _outgoing];
        header.Address = Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, index).ToPointer();
        header.AddressLength = _headers[index].AddressLength;
        _buffers[Size + _outgoing].Length = (nuint)length;
        _outgoing++;
    }

    /// <summary>Sends what was queued. A message that the kernel refuses is dropped, as any datagram may be, and the rest goes on.</summary>
    public void Send(int socket)
    {
        for (int sent = 0; sent < _outgoing;)
        {
            int count = LibC.SendMany(socket, Headers + Size + sent, (uint)(_outgoing - sent), LibC.DontWait | LibC.NoSignal);
            if (count > 0)
            {
                sent += count;
            }
            else if (LibC.LastError != LibC.EINTR)
            {
                sent++;
            }
        }

        _outgoing = 0;
    }

    private void Link(int index, byte[] memory, int offset)
    {
        _buffers[index].Start = Marshal.UnsafeAddrOfPinnedArrayElement(memory, offset).ToPointer();
        _headers[index].Buffers = (BufferRange*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffers, index);
        _headers[index].BufferCount = 1;
        if (index < Size)
        {
            _headers[index].Address = Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, index).ToPointer();
        }
    }
}
