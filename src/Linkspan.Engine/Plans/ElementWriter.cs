using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Linkspan.Engine.Plans;

/// <summary>Lays fields out as nf_tables keeps them in registers: each padded to 4 bytes.</summary>
internal ref struct ElementWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    public ElementWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _buffer.Clear();
    }

    public readonly ReadOnlySpan<byte> Written(FieldType[] fields) => _buffer[..FilterSet.Size(fields)];

    public void Link(string name)
    {
        Encoding.UTF8.GetBytes(name, _buffer.Slice(_length, 15));
        _length += 16;
    }

    public void Address(IPAddress address)
    {
        address.TryWriteBytes(_buffer[_length..], out int length);
        _length += length;
    }

    public void Protocol(Model.Protocol protocol)
    {
        _buffer[_length] = (byte)protocol;
        _length += 4;
    }

    public void Port(ushort port)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], port);
        _length += 4;
    }
}
