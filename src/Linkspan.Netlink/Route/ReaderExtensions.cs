using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Payloads that are network types.</summary>
internal static class ReaderExtensions
{
    /// <summary>An address of 4 or 16 bytes.</summary>
    /// <exception cref="InvalidDataException">The payload has another length.</exception>
    public static IPAddress Address(this in AttributeReader reader) => reader.Value.Length is 4 or 16
        ? new IPAddress(reader.Value)
        : throw new InvalidDataException($"attribute {reader.Type}: {reader.Value.Length} bytes are no IP address");

    /// <summary>An address with a prefix length; host bits are cleared.</summary>
    /// <exception cref="InvalidDataException">The prefix is longer than the address.</exception>
    public static IPNetwork Network(this in AttributeReader reader, IPAddress address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        if (prefixLength > length * 8)
        {
            throw new InvalidDataException($"attribute {reader.Type}: prefix of {prefixLength} bits in an address of {length * 8}");
        }

        for (int bit = prefixLength; bit < length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes[..length]), prefixLength);
    }
}
