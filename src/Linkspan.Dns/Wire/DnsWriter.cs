using System.Buffers.Binary;

namespace Linkspan.Dns.Wire;

/// <summary>
/// Writes a response: header, the question copied from the query, answers owned by the question's name (a pointer to it, RFC 1035 section 4.1.4), OPT.
/// What does not fit is left out and reported by the return value; nothing is allocated.
/// </summary>
public ref struct DnsWriter
{
    private const ushort QuestionPointer = 0xc000 | DnsHeader.Size;
    private const int RecordHeadSize = 12;
    private const int OptSize = 11;

    private readonly Span<byte> _message;
    private int _limit;
    private ushort _answers;
    private ushort _additionals;

    /// <summary>Starts a response.</summary>
    /// <param name="message">Takes the response; its length is the limit. At least 12 bytes and the question.</param>
    /// <param name="id">The query's id.</param>
    /// <param name="question">The question section as it was asked, or nothing.</param>
    public DnsWriter(Span<byte> message, ushort id, ReadOnlySpan<byte> question)
    {
        _message = message;
        _limit = message.Length;
        message[..DnsHeader.Size].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], question.IsEmpty ? (ushort)0 : (ushort)1);
        question.CopyTo(message[DnsHeader.Size..]);
        Length = DnsHeader.Size + question.Length;
    }

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Keeps room for an OPT record at the end.</summary>
    public void ReserveOpt() => _limit -= OptSize;

    /// <summary>Writes an A or AAAA record.</summary>
    /// <param name="address">4 or 16 bytes.</param>
    /// <param name="ttlSeconds">How long it may be kept.</param>
    public bool Address(ReadOnlySpan<byte> address, uint ttlSeconds)
    {
        if (_limit - Length < RecordHeadSize + address.Length)
        {
            return false;
        }

        Head(address.Length == 4 ? DnsType.A : DnsType.Aaaa, ttlSeconds, (ushort)address.Length);
        address.CopyTo(_message[Length..]);
        Length += address.Length;
        return true;
    }

    /// <summary>Writes a PTR record.</summary>
    /// <param name="target">The name in dotted form.</param>
    /// <param name="ttlSeconds">How long it may be kept.</param>
    public bool Pointer(ReadOnlySpan<byte> target, uint ttlSeconds)
    {
        if (_limit - Length < RecordHeadSize
            || !DnsName.TryWrite(target, _message[(Length + RecordHeadSize).._limit], out int length))
        {
            return false;
        }

        Head(DnsType.Ptr, ttlSeconds, (ushort)length);
        Length += length;
        return true;
    }

    /// <summary>Writes the OPT record (RFC 6891 section 6.1.2) into the room kept for it.</summary>
    /// <param name="payloadBytes">Largest UDP payload that we take.</param>
    /// <param name="code">The response code, whose upper bits go here.</param>
    public void Opt(ushort payloadBytes, DnsCode code)
    {
        _limit += OptSize;
        Span<byte> record = _message.Slice(Length, OptSize);
        record.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], payloadBytes);
        record[5] = (byte)((ushort)code >> 4);
        Length += OptSize;
        _additionals++;
    }

    /// <summary>Writes flags and counts; the last call.</summary>
    /// <returns>Length of the message in bytes.</returns>
    public readonly int Finish(DnsFlags flags, DnsCode code)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_message[2..], (ushort)((ushort)(flags | DnsFlags.Response) | ((ushort)code & 0xf)));
        BinaryPrimitives.WriteUInt16BigEndian(_message[6..], _answers);
        BinaryPrimitives.WriteUInt16BigEndian(_message[10..], _additionals);
        return Length;
    }

    private void Head(ushort type, uint ttlSeconds, ushort dataLength)
    {
        Span<byte> head = _message.Slice(Length, RecordHeadSize);
        BinaryPrimitives.WriteUInt16BigEndian(head, QuestionPointer);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], type);
        BinaryPrimitives.WriteUInt16BigEndian(head[4..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(head[6..], ttlSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(head[10..], dataLength);
        Length += RecordHeadSize;
        _answers++;
    }
}
