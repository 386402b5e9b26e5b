using System.Net;
using System.Security.Cryptography;

namespace Linkspan.Dhcp.Client6;

/// <summary>
/// An address made of a prefix and of who it is for (RFC 7217): the same at every start, another one in another prefix, and without the hardware
/// address in it, which ipvlan's links share.
/// </summary>
public static class StableAddress
{
    private const int PrefixBytes = 8;

    /// <summary>Makes the address.</summary>
    /// <param name="prefix">A prefix of 64 bits.</param>
    /// <param name="identifier">Who it is for.</param>
    /// <param name="collisions">How many before it were taken.</param>
    public static IPAddress In(IPAddress prefix, ReadOnlySpan<byte> identifier, int collisions)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Span<byte> address = stackalloc byte[16];
        prefix.TryWriteBytes(address, out _);
        byte[] source = [.. address[..PrefixBytes], (byte)collisions, 0, .. identifier];
        do
        {
            SHA256.HashData(source).AsSpan(0, PrefixBytes).CopyTo(address[PrefixBytes..]);
            source[PrefixBytes + 1]++;
        }
        while (IsReserved(address[PrefixBytes..]));
        return new IPAddress(address);
    }

    /// <summary>Interface identifiers that mean something else (RFC 5453): the routers' anycast address, and those of subnet anycast.</summary>
    private static bool IsReserved(ReadOnlySpan<byte> identifier) =>
        !identifier.ContainsAnyExcept((byte)0) || identifier.StartsWith((ReadOnlySpan<byte>)[0x02, 0, 0x5e, 0xff, 0xfe]) ||
        (identifier.StartsWith((ReadOnlySpan<byte>)[0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) && identifier[7] >= 0x80);
}
