using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Wire;

/// <summary>One message of the kernel, as it lies in the receive buffer; valid only while the handler runs.</summary>
public readonly ref struct NetlinkMessage
{
    internal NetlinkMessage(ReadOnlySpan<byte> whole) => Whole = whole;

    /// <summary>Header and payload, padding excluded.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    /// <summary><c>nlmsg_type</c>.</summary>
    public ushort Type => MemoryMarshal.Read<ushort>(Whole[4..]);

    /// <summary><c>nlmsg_flags</c>.</summary>
    public NetlinkFlags Flags => (NetlinkFlags)MemoryMarshal.Read<ushort>(Whole[6..]);

    /// <summary><c>nlmsg_seq</c>.</summary>
    public uint Sequence => MemoryMarshal.Read<uint>(Whole[8..]);

    /// <summary><c>nlmsg_pid</c>: port of the socket that asked, 0 for none.</summary>
    public uint Port => MemoryMarshal.Read<uint>(Whole[12..]);

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => Whole[NetlinkWriter.HeaderLength..];

    /// <summary>The family's fixed header at the start of the payload.</summary>
    /// <exception cref="InvalidDataException">The payload is shorter.</exception>
    public T Header<T>()
        where T : unmanaged =>
        MemoryMarshal.TryRead(Payload, out T header)
            ? header
            : throw new InvalidDataException($"netlink message {Type}: {Payload.Length} bytes are too few for {typeof(T).Name}");

    /// <summary>The attributes after the family's fixed header.</summary>
    /// <exception cref="InvalidDataException">The payload is shorter than the header.</exception>
    public AttributeReader Attributes<T>()
        where T : unmanaged
    {
        int length = (System.Runtime.CompilerServices.Unsafe.SizeOf<T>() + 3) & ~3;
        return Payload.Length < length
            ? throw new InvalidDataException($"netlink message {Type}: {Payload.Length} bytes are too few for {typeof(T).Name}")
            : new AttributeReader(Payload[length..]);
    }
}
