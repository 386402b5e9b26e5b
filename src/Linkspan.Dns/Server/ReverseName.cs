using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>Names of reverse queries: <c>4.3.2.1.in-addr.arpa</c> (RFC 1035 section 3.5) and 32 nibbles under <c>ip6.arpa</c> (RFC 3596).</summary>
internal static class ReverseName
{
    private const int Nibbles = 32;

    /// <summary>An address as a number, IPv4 mapped into IPv6.</summary>
    public static UInt128 Key(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Reads the address out of a dotted name.</summary>
    /// <returns>False where it is no complete reverse name.</returns>
    public static bool TryParse(ReadOnlySpan<byte> dotted, out UInt128 key)
    {
        key = 0;
        if (dotted.EndsWith(".in-addr.arpa"u8))
        {
            return TryParseIPv4(dotted[..^".in-addr.arpa".Length], out key);
        }

        return dotted.EndsWith(".ip6.arpa"u8) && TryParseIPv6(dotted[..^".ip6.arpa".Length], out key);
    }

    private static bool TryParseIPv4(ReadOnlySpan<byte> labels, out UInt128 key)
    {
        key = 0;
        uint address = 0;
        for (int i = 0; i < 4; i++)
        {
            int dot = labels.IndexOf((byte)'.');
            ReadOnlySpan<byte> label = dot < 0 ? labels : labels[..dot];
            if ((dot < 0) != (i == 3) || !byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out byte part))
            {
                return false;
            }

            address |= (uint)part << (8 * i);
            labels = labels[(dot + 1)..];
        }

        key = ((UInt128)0xffff << 32) | address;
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<byte> labels, out UInt128 key)
    {
        key = 0;
        if (labels.Length != (2 * Nibbles) - 1)
        {
            return false;
        }

        for (int i = 0; i < Nibbles; i++)
        {
            byte digit = labels[2 * i];
            if (HexValue(digit) < 0 || (i < Nibbles - 1 && labels[(2 * i) + 1] != (byte)'.'))
            {
                return false;
            }

            key |= (UInt128)(uint)HexValue(digit) << (4 * i);
        }

        return true;
    }

    // Names are in lower case here.
    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };
}
