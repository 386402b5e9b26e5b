namespace Linkspan.Dns.Server;

/// <summary>The addresses of one name, in the order in which its members came; each 4 or 16 bytes.</summary>
/// <param name="IPv4">IPv4 addresses.</param>
/// <param name="IPv6">IPv6 addresses.</param>
/// <param name="Members">How many members have the name, those without an address included.</param>
internal sealed record ZoneRecord(byte[][] IPv4, byte[][] IPv6, int Members)
{
    /// <summary>The name of nobody.</summary>
    public static readonly ZoneRecord Empty = new([], [], 0);

    /// <summary>The record with one more member.</summary>
    public ZoneRecord With(ZoneEntry entry) => new(
        entry.IPv4 is null ? IPv4 : [.. IPv4, entry.IPv4.GetAddressBytes()],
        entry.IPv6 is null ? IPv6 : [.. IPv6, entry.IPv6.GetAddressBytes()],
        Members + 1);

    /// <summary>The record without one of its members.</summary>
    public ZoneRecord Without(ZoneEntry entry) => new(Without(IPv4, entry.IPv4?.GetAddressBytes()), Without(IPv6, entry.IPv6?.GetAddressBytes()), Members - 1);

    private static byte[][] Without(byte[][] addresses, byte[]? address)
    {
        int index = address is null ? -1 : Array.FindIndex(addresses, other => other.AsSpan().SequenceEqual(address));
        return index < 0 ? addresses : [.. addresses[..index], .. addresses[(index + 1)..]];
    }
}
