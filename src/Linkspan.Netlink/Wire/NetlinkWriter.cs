using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Linkspan.Netlink.Wire;

/// <summary>
/// Writes messages one after another into a buffer of the caller; nothing allocates. Numbers are in the host's byte order unless the
/// method's name says otherwise. Each message, attribute and nest is padded to 4 bytes, lengths exclude the padding of the attribute.
/// </summary>
/// <remarks>Running over the buffer or over an attribute's 64 KiB throws <see cref="ArgumentException"/>; the batch classes leave room.</remarks>
public ref struct NetlinkWriter
{
    internal const int HeaderLength = 16;
    private const int AttributeHeader = 4;

    private readonly Span<byte> _buffer;
    private int _position;
    private int _message = -1;

    /// <summary>Starts at the beginning of <paramref name="buffer"/>.</summary>
    public NetlinkWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes written, the open message included.</summary>
    public readonly int Length => _position;

    /// <summary>What was written, the open message's length brought up to date.</summary>
    public readonly Span<byte> Written
    {
        get
        {
            CloseMessage();
            return _buffer[.._position];
        }
    }

    /// <summary>Room left in bytes.</summary>
    public readonly int Room => _buffer.Length - _position;

    /// <summary>Ends the open message, if any, and starts one. The sequence number is set by the socket when it sends.</summary>
    public void Begin(ushort type, NetlinkFlags flags)
    {
        CloseMessage();
        _message = _position;
        Span<byte> header = Take(HeaderLength);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], (ushort)(flags | NetlinkFlags.Request));
    }

    /// <summary>Appends the family's fixed header.</summary>
    public void Append<T>(in T header)
        where T : unmanaged
    {
        int length = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Take(length), header);
    }

    /// <summary>An attribute without payload.</summary>
    public void Flag(ushort attribute) => Attribute(attribute, 0);

    /// <summary>One byte.</summary>
    public void U8(ushort attribute, byte value) => Attribute(attribute, 1)[0] = value;

    /// <summary>Two bytes.</summary>
    public void U16(ushort attribute, ushort value) => MemoryMarshal.Write(Attribute(attribute, 2), value);

    /// <summary>Four bytes.</summary>
    public void U32(ushort attribute, uint value) => MemoryMarshal.Write(Attribute(attribute, 4), value);

    /// <summary>Four bytes, signed.</summary>
    public void S32(ushort attribute, int value) => MemoryMarshal.Write(Attribute(attribute, 4), value);

    /// <summary>Eight bytes.</summary>
    public void U64(ushort attribute, ulong value) => MemoryMarshal.Write(Attribute(attribute, 8), value);

    /// <summary>Two bytes, most significant first.</summary>
    public void U16BigEndian(ushort attribute, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Attribute(attribute, 2), value);

    /// <summary>Four bytes, most significant first.</summary>
    public void U32BigEndian(ushort attribute, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Attribute(attribute, 4), value);

    /// <summary>Eight bytes, most significant first.</summary>
    public void U64BigEndian(ushort attribute, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Attribute(attribute, 8), value);

    /// <summary>Text in UTF-8 with a closing NUL.</summary>
    public void Text(ushort attribute, ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Attribute(attribute, length + 1));
    }

    /// <summary>Bytes as they are.</summary>
    public void Bytes(ushort attribute, ReadOnlySpan<byte> value) => value.CopyTo(Attribute(attribute, value.Length));

    /// <summary>Room for a payload that the caller fills, zeroed.</summary>
    public Span<byte> Reserve(ushort attribute, int length) => Attribute(attribute, length);

    /// <summary>Opens a nested attribute.</summary>
    /// <returns>The token that <see cref="End"/> closes it with.</returns>
    public int Begin(ushort attribute)
    {
        int token = _position;
        Attribute((ushort)(attribute | AttributeType.Nested), 0);
        return token;
    }

    /// <summary>Closes the nested attribute that <paramref name="token"/> stands for.</summary>
    /// <exception cref="ArgumentException">The nest is longer than 65535 bytes, which the length field cannot say.</exception>
    public readonly void End(int token)
    {
        int length = _position - token;
        if (length > ushort.MaxValue)
        {
            throw new ArgumentException($"nested attribute of {length} bytes exceeds 65535", nameof(token));
        }

        MemoryMarshal.Write(_buffer[token..], (ushort)length);
    }

    private readonly void CloseMessage()
    {
        if (_message >= 0)
        {
            MemoryMarshal.Write(_buffer[_message..], _position - _message);
        }
    }

    private Span<byte> Attribute(ushort type, int length)
    {
        if (length > ushort.MaxValue - AttributeHeader)
        {
            throw new ArgumentException($"attribute {type} of {length} bytes exceeds 65531", nameof(length));
        }

        Span<byte> whole = Take(AttributeHeader + length);
        MemoryMarshal.Write(whole, (ushort)(AttributeHeader + length));
        MemoryMarshal.Write(whole[2..], type);
        return whole[AttributeHeader..];
    }

    private Span<byte> Take(int length)
    {
        int padded = (length + 3) & ~3;
        if (padded > _buffer.Length - _position)
        {
            throw new ArgumentException($"netlink buffer of {_buffer.Length} bytes is full", nameof(length));
        }

        Span<byte> taken = _buffer.Slice(_position, padded);
        taken.Clear();
        _position += padded;
        return taken[..length];
    }
}
