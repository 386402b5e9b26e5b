using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dhcp.Wire6;

/// <summary>What a router said of its segment (RFC 4861 section 4.2, RFC 8106).</summary>
public sealed record RouterAdvertisement
{
    /// <summary>ICMPv6 type of the message.</summary>
    public const byte Type = 134;

    private const int HeaderSize = 16;
    private const int MaximumPrefixes = 16;
    private const int MaximumServers = 8;
    private const byte PrefixOption = 3;
    private const byte MtuOption = 5;
    private const byte ServersOption = 25;
    private const byte DomainsOption = 31;
    private const int LeastMtuBytes = 1280; // RFC 8200 section 5

    /// <summary>Link-local address of the router.</summary>
    public required IPAddress Router { get; init; }

    /// <summary>Addresses come from DHCPv6 (M).</summary>
    public bool Managed { get; init; }

    /// <summary>What is no address comes from DHCPv6 (O).</summary>
    public bool Other { get; init; }

    /// <summary>How long it may serve as default router; nought means that it is none.</summary>
    public TimeSpan RouterLifetime { get; init; }

    /// <summary>Among several: 1 high, 0 medium, -1 low (RFC 4191).</summary>
    public int Preference { get; init; }

    /// <summary>Prefixes of the segment.</summary>
    public IReadOnlyList<AdvertisedPrefix> Prefixes { get; init; } = [];

    /// <summary>MTU of the segment in bytes; null where the router gives none that a link may have.</summary>
    public int? MtuBytes { get; init; }

    /// <summary>Name servers.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; init; } = [];

    /// <summary>Domains in which short names are looked for.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Reads an ICMPv6 message; the caller has seen that it came from the link itself (hop limit 255).</summary>
    /// <param name="sender">Source of the packet: a router speaks by its link-local address.</param>
    /// <param name="message">From the ICMPv6 header on.</param>
    /// <param name="advertisement">What was read.</param>
    public static bool TryRead(IPAddress sender, ReadOnlySpan<byte> message, out RouterAdvertisement advertisement)
    {
        ArgumentNullException.ThrowIfNull(sender);
        advertisement = null!;
        if (!sender.IsIPv6LinkLocal || message.Length < HeaderSize || message[0] != Type || message[1] != 0)
        {
            return false;
        }

        var read = new RouterAdvertisement
        {
            Router = sender,
            Managed = (message[5] & 0x80) != 0,
            Other = (message[5] & 0x40) != 0,
            Preference = (message[5] >> 3 & 3) switch
            {
                1 => 1,
                3 => -1,
                _ => 0,
            },
            RouterLifetime = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt16BigEndian(message[6..])),
        };
        for (ReadOnlySpan<byte> rest = message[HeaderSize..]; !rest.IsEmpty;)
        {
            if (rest.Length < 2 || rest[1] == 0 || rest.Length < 8 * rest[1])
            {
                return false; // RFC 4861 section 6.1.2
            }

            read = read.With(rest[0], rest[..(8 * rest[1])]);
            rest = rest[(8 * rest[1])..];
        }

        advertisement = read;
        return true;
    }

    private RouterAdvertisement With(byte code, ReadOnlySpan<byte> option) => code switch
    {
        PrefixOption when option.Length == 32 && Prefixes.Count < MaximumPrefixes && Prefix(option) is { } prefix => this with { Prefixes = [.. Prefixes, prefix] },
        MtuOption when option.Length == 8 && BinaryPrimitives.ReadUInt32BigEndian(option[4..]) is >= LeastMtuBytes and <= ushort.MaxValue and var mtu => this with { MtuBytes = (int)mtu },
        ServersOption when option.Length >= 24 && Lives(option) => this with { NameServers = [.. NameServers.Concat(Names.Addresses(option[8..], MaximumServers)).Take(MaximumServers)] },
        DomainsOption when option.Length >= 16 && Lives(option) => this with { Domains = [.. Domains.Concat(Names.Domains(option[8..])).Take(MaximumServers)] },
        _ => this,
    };

    private static bool Lives(ReadOnlySpan<byte> option) => BinaryPrimitives.ReadUInt32BigEndian(option[4..]) != 0;

    private static AdvertisedPrefix? Prefix(ReadOnlySpan<byte> option)
    {
        int length = option[2];
        TimeSpan valid = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(option[4..]));
        TimeSpan preferred = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(option[8..]));
        if (length is 0 or > 128 || preferred > valid)
        {
            return null;
        }

        byte[] bits = option.Slice(16, 16).ToArray();
        for (int bit = length; bit < 128; bit++)
        {
            bits[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        var address = new IPAddress(bits);
        return Names.IsHost(address)
            ? new AdvertisedPrefix(new IPNetwork(address, length), (option[3] & 0x80) != 0, (option[3] & 0x40) != 0, valid, preferred)
            : null;
    }
}
