using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Linkspan.Dhcp.Wire;

/// <summary>
/// What a server said (RFC 2131 section 2). Options that stand several times are one value in pieces (RFC 3396); those in the fields
/// <c>file</c> and <c>sname</c> are read where the server says that they are there.
/// </summary>
public sealed class DhcpReply
{
    private const int FixedSize = 236;
    private const int ServerNameOffset = 44;
    private const int FileOffset = 108;
    private const int YourAddressOffset = 16;
    private const int HardwareOffset = 28;
    private const byte BootReply = 2;
    private const uint Cookie = 0x63825363; // RFC 2131 section 3
    private const int MaximumRoutes = 256;

    private readonly Dictionary<byte, byte[]> _options = [];

    private DhcpReply()
    {
    }

    /// <summary>Kind of the message.</summary>
    public DhcpMessageType Type { get; private init; }

    /// <summary>Number of the exchange, chosen by the client.</summary>
    public uint Transaction { get; private init; }

    /// <summary>The client's hardware address, 6 bytes.</summary>
    public required byte[] Hardware { get; init; }

    /// <summary>The address given (<c>yiaddr</c>).</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The server that speaks, or null.</summary>
    public IPAddress? Server => Addresses(DhcpOption.ServerIdentifier).FirstOrDefault();

    /// <summary>Routers, the preferred one first.</summary>
    public IReadOnlyList<IPAddress> Routers => Addresses(DhcpOption.Router);

    /// <summary>Name servers.</summary>
    public IReadOnlyList<IPAddress> NameServers => Addresses(DhcpOption.NameServers);

    /// <summary>Length of the subnet's prefix; null where the server gives none, or a mask with holes.</summary>
    public int? PrefixLength
    {
        get
        {
            if (!_options.TryGetValue(DhcpOption.SubnetMask, out byte[]? value) || value.Length != 4)
            {
                return null;
            }

            uint mask = BinaryPrimitives.ReadUInt32BigEndian(value);
            int length = System.Numerics.BitOperations.PopCount(mask);
            return mask == (length == 0 ? 0 : uint.MaxValue << (32 - length)) ? length : null;
        }
    }

    /// <summary>MTU of the segment in bytes; null where the server gives none, or one that no link has (RFC 2132 section 5.1: at least 68).</summary>
    public int? MtuBytes => Number16(DhcpOption.InterfaceMtu) is >= 68 and var mtu ? mtu : null;

    /// <summary>Length of the lease; all ones is for ever.</summary>
    public TimeSpan? LeaseTime => Seconds(DhcpOption.LeaseTime);

    /// <summary>Time until the lease is to be renewed.</summary>
    public TimeSpan? RenewalTime => Seconds(DhcpOption.RenewalTime);

    /// <summary>Time until any server is asked.</summary>
    public TimeSpan? RebindingTime => Seconds(DhcpOption.RebindingTime);

    /// <summary>Domain of the segment, or empty.</summary>
    public string DomainName => Text(DhcpOption.DomainName);

    /// <summary>What the server wants the user to know, or empty.</summary>
    public string Words => Text(DhcpOption.Message);

    /// <summary>Routes (RFC 3442): destination and next hop; the unspecified next hop is the link itself. Empty where the option is not whole.</summary>
    public IReadOnlyList<(IPNetwork Destination, IPAddress Gateway)> Routes
    {
        get
        {
            ReadOnlySpan<byte> value = _options.GetValueOrDefault(DhcpOption.ClasslessRoutes);
            List<(IPNetwork, IPAddress)> routes = [];
            Span<byte> destination = stackalloc byte[4];
            while (!value.IsEmpty && routes.Count < MaximumRoutes)
            {
                int length = value[0];
                int octets = (length + 7) / 8;
                if (length > 32 || value.Length < 1 + octets + 4)
                {
                    return [];
                }

                destination.Clear();
                value.Slice(1, octets).CopyTo(destination);
                uint mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
                BinaryPrimitives.WriteUInt32BigEndian(destination, BinaryPrimitives.ReadUInt32BigEndian(destination) & mask);
                routes.Add((new IPNetwork(new IPAddress(destination), length), new IPAddress(value.Slice(1 + octets, 4))));
                value = value[(1 + octets + 4)..];
            }

            return routes;
        }
    }

    /// <summary>Reads a message. Anybody on the segment may have sent it: what is no reply of a server is false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DhcpReply reply)
    {
        reply = null!;
        if (message.Length < FixedSize + 4 || message[0] != BootReply || message[1] != 1 || message[2] != 6 ||
            BinaryPrimitives.ReadUInt32BigEndian(message[FixedSize..]) != Cookie)
        {
            return false;
        }

        var options = new Dictionary<byte, List<byte>>();
        if (!TryOptions(message[(FixedSize + 4)..], options))
        {
            return false;
        }

        int overload = options.GetValueOrDefault(DhcpOption.Overload) is [var bits] ? bits : 0;
        if ((overload & 1) != 0 && !TryOptions(message[FileOffset..FixedSize], options))
        {
            return false;
        }

        if ((overload & 2) != 0 && !TryOptions(message[ServerNameOffset..FileOffset], options))
        {
            return false;
        }

        reply = new DhcpReply
        {
            Type = options.GetValueOrDefault(DhcpOption.MessageType) is [var type] ? (DhcpMessageType)type : DhcpMessageType.None,
            Transaction = BinaryPrimitives.ReadUInt32BigEndian(message[4..]),
            Hardware = message.Slice(HardwareOffset, 6).ToArray(),
            Address = new IPAddress(message.Slice(YourAddressOffset, 4)),
        };
        foreach ((byte code, List<byte> value) in options)
        {
            reply._options[code] = [.. value];
        }

        return true;
    }

    /// <summary>Gathers options; a server that leaves the end away is understood, one whose lengths lead out of the field is not.</summary>
    private static bool TryOptions(ReadOnlySpan<byte> field, Dictionary<byte, List<byte>> options)
    {
        for (int at = 0; at < field.Length;)
        {
            byte code = field[at++];
            if (code == DhcpOption.Pad)
            {
                continue;
            }

            if (code == DhcpOption.End)
            {
                return true;
            }

            if (at >= field.Length || field.Length - at - 1 < field[at])
            {
                return false;
            }

            if (!options.TryGetValue(code, out List<byte>? value))
            {
                options[code] = value = [];
            }

            value.AddRange(field.Slice(at + 1, field[at]));
            at += 1 + field[at];
        }

        return true;
    }

    private IPAddress[] Addresses(byte option)
    {
        byte[] value = _options.GetValueOrDefault(option) ?? [];
        return [.. Enumerable.Range(0, value.Length / 4).Select(index => new IPAddress(value.AsSpan(4 * index, 4)))];
    }

    private int? Number16(byte option) => _options.GetValueOrDefault(option) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : null;

    private TimeSpan? Seconds(byte option) =>
        _options.GetValueOrDefault(option) is { Length: 4 } value ? TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(value)) : null;

    /// <summary>Text that goes into files and logs: what is no printable ASCII does not.</summary>
    private string Text(byte option)
    {
        string text = Encoding.ASCII.GetString(_options.GetValueOrDefault(option) ?? []).TrimEnd('\0');
        return text.All(static letter => letter is > ' ' and < '\x7f' || letter == ' ') ? text : "";
    }
}
