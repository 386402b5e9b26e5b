using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Wire;

/// <summary>Walks the messages of one datagram.</summary>
public ref struct NetlinkReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first message of <paramref name="datagram"/>.</summary>
    public NetlinkReader(ReadOnlySpan<byte> datagram) => _rest = datagram;

    /// <summary>The message that <see cref="Next"/> reached.</summary>
    public NetlinkMessage Current { get; private set; }

    /// <summary>Goes to the next message; false at the end.</summary>
    /// <exception cref="InvalidDataException">A length is impossible.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < NetlinkWriter.HeaderLength)
        {
            throw new InvalidDataException($"{_rest.Length} bytes are too few for a netlink header");
        }

        uint length = MemoryMarshal.Read<uint>(_rest);
        if (length < NetlinkWriter.HeaderLength || length > (uint)_rest.Length)
        {
            throw new InvalidDataException($"netlink message of {length} bytes in {_rest.Length}");
        }

        Current = new NetlinkMessage(_rest[..(int)length]);
        _rest = _rest[Math.Min(_rest.Length, ((int)length + 3) & ~3)..];
        return true;
    }
}
