using System.Buffers.Binary;

namespace Linkspan.Dns.Wire;

/// <summary>Reads a message (RFC 1035 section 4) from front to back. Bad input is a false return, never an exception; nothing is allocated.</summary>
public ref struct DnsReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _offset;

    /// <summary>Starts at the header.</summary>
    public DnsReader(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>Bytes read so far.</summary>
    public readonly int Offset => _offset;

    /// <summary>Reads the header.</summary>
    public bool TryHeader(out DnsHeader header)
    {
        if (_message.Length - _offset < DnsHeader.Size)
        {
            header = default;
            return false;
        }

        header = new DnsHeader(U16(), (DnsFlags)U16(), U16(), U16(), U16(), U16());
        return true;
    }

    /// <summary>Reads a question.</summary>
    /// <param name="name">Takes the name, at least <see cref="DnsName.MaxLength"/> bytes.</param>
    /// <param name="question">What was read.</param>
    public bool TryQuestion(scoped Span<byte> name, out DnsQuestion question)
    {
        question = default;
        if (!DnsName.TryRead(_message, ref _offset, name, out int length) || _message.Length - _offset < 4)
        {
            return false;
        }

        question = new DnsQuestion(length, U16(), U16());
        return true;
    }

    /// <summary>Reads a record and passes over its data.</summary>
    /// <param name="name">Takes the owner, at least <see cref="DnsName.MaxLength"/> bytes.</param>
    /// <param name="record">What was read.</param>
    public bool TryRecord(scoped Span<byte> name, out DnsRecord record)
    {
        record = default;
        if (!DnsName.TryRead(_message, ref _offset, name, out int length) || _message.Length - _offset < 10)
        {
            return false;
        }

        ushort type = U16();
        ushort @class = U16();
        uint ttl = ((uint)U16() << 16) | U16();
        int dataLength = U16();
        if (_message.Length - _offset < dataLength)
        {
            return false;
        }

        record = new DnsRecord(length, type, @class, ttl, _offset, dataLength);
        _offset += dataLength;
        return true;
    }

    private ushort U16()
    {
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(_message[_offset..]);
        _offset += sizeof(ushort);
        return value;
    }
}
