using System.Net;
using Linkspan.Dns.Server;

namespace Linkspan.Fuzz.Targets;

/// <summary>Dotted names of reverse queries; an address that was read is written as a name and read again.</summary>
internal static class DnsReverseNames
{
    public static FuzzTarget Target { get; } = new("dns-reverse", Run);

    private static void Run(byte[] input)
    {
        if (!ReverseName.TryParse(input, out UInt128 key))
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)(key >> (8 * (15 - index)));
        }

        string nibbles = string.Join('.', Convert.ToHexStringLower(bytes).Reverse()) + ".ip6.arpa";
        if (ReverseName.Key(new IPAddress(bytes)) != key
            || !ReverseName.TryParse(System.Text.Encoding.ASCII.GetBytes(nibbles), out UInt128 second)
            || second != key)
        {
            throw new FuzzFailedException($"{new IPAddress(bytes)} became another address");
        }
    }
}
