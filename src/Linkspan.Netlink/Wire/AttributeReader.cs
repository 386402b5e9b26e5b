using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Linkspan.Netlink.Wire;

/// <summary>Walks a list of attributes; a caller's switch skips those that it does not know.</summary>
/// <remarks>Every accessor throws <see cref="InvalidDataException"/> where the payload is too short for it.</remarks>
public ref struct AttributeReader
{
    private const int HeaderLength = 4;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first of <paramref name="attributes"/>.</summary>
    public AttributeReader(ReadOnlySpan<byte> attributes) => _rest = attributes;

    /// <summary>Number of the current attribute, without the flag bits.</summary>
    public ushort Type { get; private set; }

    /// <summary>Payload of the current attribute.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next attribute; false at the end.</summary>
    /// <exception cref="InvalidDataException">A length is impossible.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < HeaderLength)
        {
            throw new InvalidDataException($"{_rest.Length} bytes are too few for an attribute");
        }

        int length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderLength || length > _rest.Length)
        {
            throw new InvalidDataException($"attribute of {length} bytes in {_rest.Length}");
        }

        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & AttributeType.Mask);
        Value = _rest[HeaderLength..length];
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>One byte.</summary>
    public readonly byte U8() => Need(1)[0];

    /// <summary>Two bytes.</summary>
    public readonly ushort U16() => MemoryMarshal.Read<ushort>(Need(2));

    /// <summary>Four bytes.</summary>
    public readonly uint U32() => MemoryMarshal.Read<uint>(Need(4));

    /// <summary>Four bytes, signed.</summary>
    public readonly int S32() => MemoryMarshal.Read<int>(Need(4));

    /// <summary>Eight bytes.</summary>
    public readonly ulong U64() => MemoryMarshal.Read<ulong>(Need(8));

    /// <summary>Two bytes, most significant first.</summary>
    public readonly ushort U16BigEndian() => BinaryPrimitives.ReadUInt16BigEndian(Need(2));

    /// <summary>Four bytes, most significant first.</summary>
    public readonly uint U32BigEndian() => BinaryPrimitives.ReadUInt32BigEndian(Need(4));

    /// <summary>Eight bytes, most significant first.</summary>
    public readonly ulong U64BigEndian() => BinaryPrimitives.ReadUInt64BigEndian(Need(8));

    /// <summary>Text up to the NUL that ends it, or all of the payload where there is none.</summary>
    public readonly string Text()
    {
        int end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    /// <summary>The payload as a list of attributes.</summary>
    public readonly AttributeReader Nested() => new(Value);

    private readonly ReadOnlySpan<byte> Need(int length) =>
        Value.Length >= length ? Value : throw new InvalidDataException($"attribute {Type}: {Value.Length} bytes where {length} are needed");
}
