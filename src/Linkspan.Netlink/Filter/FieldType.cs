namespace Linkspan.Netlink.Filter;

/// <summary>
/// Type of a set's key or a map's data: the number by which nft(8) prints it, and its length. A concatenation packs the numbers in
/// 6 bits each and pads every field to 4 bytes.
/// </summary>
public readonly record struct FieldType
{
    private readonly ulong _lengths; // One byte a field, the first in the most significant used byte.

    private FieldType(uint number, int lengthBytes, ulong lengths)
    {
        Number = number;
        LengthBytes = lengthBytes;
        _lengths = lengths;
    }

    /// <summary><c>ipv4_addr</c>, 4 bytes.</summary>
    public static FieldType IPv4 => One(7, 4);

    /// <summary><c>ipv6_addr</c>, 16 bytes.</summary>
    public static FieldType IPv6 => One(8, 16);

    /// <summary><c>ether_addr</c>, 6 bytes.</summary>
    public static FieldType EthernetAddress => One(9, 6);

    /// <summary><c>ether_type</c>, 2 bytes big endian.</summary>
    public static FieldType EthernetType => One(10, 2);

    /// <summary><c>inet_proto</c>, 1 byte.</summary>
    public static FieldType Protocol => One(12, 1);

    /// <summary><c>inet_service</c>: a port, 2 bytes big endian.</summary>
    public static FieldType Port => One(13, 2);

    /// <summary><c>nf_proto</c>: family of a packet, 1 byte.</summary>
    public static FieldType Family => One(2, 1);

    /// <summary><c>mark</c>, 4 bytes in the host's order.</summary>
    public static FieldType Mark => One(19, 4);

    /// <summary><c>iface_index</c>, 4 bytes in the host's order.</summary>
    public static FieldType LinkIndex => One(20, 4);

    /// <summary><c>ifname</c>: 16 bytes padded with NUL.</summary>
    public static FieldType LinkName => One(41, 16);

    /// <summary>Number of the type.</summary>
    public uint Number { get; }

    /// <summary>Length in bytes, the padding between fields included.</summary>
    public int LengthBytes { get; }

    /// <summary>A single field in the host's order: marks, indexes, and names of links, which nft(8) treats as one number.</summary>
    internal bool IsHostOrder => Number is 19 or 20 or 41;

    /// <summary>Number of fields.</summary>
    internal int FieldCount => (71 - System.Numerics.BitOperations.LeadingZeroCount(_lengths)) / 8;

    /// <summary>Several fields one after another; at most five, as six bits each leave room for no more.</summary>
    /// <exception cref="ArgumentException">There are too many fields, or more than 64 bytes.</exception>
    public static FieldType Concatenate(params ReadOnlySpan<FieldType> fields)
    {
        uint number = 0;
        int length = 0;
        ulong lengths = 0;
        foreach (FieldType field in fields)
        {
            number = (number << 6) | field.Number;
            length += (field.LengthBytes + 3) & ~3;
            lengths = (lengths << 8) | (uint)field.LengthBytes;
        }

        return fields.Length is > 1 and <= 5 && length <= 64
            ? new FieldType(number, length, lengths)
            : throw new ArgumentException($"{fields.Length} fields of {length} bytes cannot be concatenated", nameof(fields));
    }

    /// <summary>Length in bytes of one field, its padding excluded.</summary>
    internal int FieldLength(int index) => (int)((_lengths >> (8 * (FieldCount - 1 - index))) & 0xff);

    private static FieldType One(uint number, int length) => new(number, length, (uint)length);
}
