using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// Builds the key or data of an element on the stack: fields one after another, each padded to 4 bytes where another follows.
/// </summary>
/// <example><c>new KeyWriter(stackalloc byte[KeyWriter.MaxLength]).Address(ip).U8(6).Port(80).Written</c></example>
public ref struct KeyWriter
{
    /// <summary>Longest key in bytes (<c>NFT_DATA_VALUE_MAXLEN</c>).</summary>
    public const int MaxLength = 64;

    /// <summary>Length in bytes of a link's name in a key.</summary>
    public const int LinkNameLength = 16;

    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Starts at the beginning of <paramref name="buffer"/>.</summary>
    public KeyWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>What was written. A single field has its own length, in a concatenation the last one is padded as well.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..(_fields > 1 ? Padded : _length)];

    private int _fields;

    private readonly int Padded => (_length + 3) & ~3;

    /// <summary>An address of either family.</summary>
    public KeyWriter Address(IPAddress address)
    {
        address.TryWriteBytes(Take(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 16 : 4), out _);
        return this;
    }

    /// <summary>One byte, e.g. a protocol.</summary>
    public KeyWriter U8(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>A port: two bytes, most significant first.</summary>
    public KeyWriter Port(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);
        return this;
    }

    /// <summary>Four bytes in the host's order: a mark or a link's index.</summary>
    public KeyWriter U32(uint value)
    {
        MemoryMarshal.Write(Take(4), value);
        return this;
    }

    /// <summary>A link's name: 16 bytes padded with NUL.</summary>
    /// <exception cref="ArgumentException">The name is longer than 15 bytes.</exception>
    public KeyWriter LinkName(ReadOnlySpan<char> name)
    {
        Span<byte> field = Take(LinkNameLength);
        if (Encoding.UTF8.GetByteCount(name) >= LinkNameLength)
        {
            throw new ArgumentException($"link name '{name}' is longer than 15 bytes", nameof(name));
        }

        Encoding.UTF8.GetBytes(name, field);
        return this;
    }

    /// <summary>An Ethernet address.</summary>
    public KeyWriter Mac(MacAddress address)
    {
        address.Write(Take(MacAddress.Length));
        return this;
    }

    private Span<byte> Take(int length)
    {
        int start = Padded;
        int end = (start + length + 3) & ~3;
        _buffer[_length..end].Clear();
        _length = start + length;
        _fields++;
        return _buffer.Slice(start, length);
    }
}
