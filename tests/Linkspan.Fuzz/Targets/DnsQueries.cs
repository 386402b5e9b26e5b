using System.Net;
using Linkspan.Dns.Server;
using Linkspan.Dns.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>What a container may send to its DNS server, over UDP and TCP: an answer is one to this very query and within its limit.</summary>
internal static class DnsQueries
{
    private const int UdpLimit = 4096;
    private const int ClassicLimit = 512;

    private static readonly View Names = MakeView();

    public static FuzzTarget Target { get; } = new("dns-query", Run);

    private static void Run(byte[] input)
    {
        Check(input, new byte[UdpLimit], stream: false);
        Check(input, new byte[ushort.MaxValue], stream: true);
    }

    private static void Check(byte[] query, byte[] response, bool stream)
    {
        if (Responder.Answer(Names, query, response, stream, random: 1, out int length) != Outcome.Reply)
        {
            return;
        }

        var reader = new DnsReader(response.AsSpan(0, length));
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        if (!reader.TryHeader(out DnsHeader header) || (header.Flags & DnsFlags.Response) == DnsFlags.None || header.Id != (ushort)((query[0] << 8) | query[1]))
        {
            throw new FuzzFailedException("the answer's header is not one to this query");
        }

        bool read = header.Questions == 0 || (header.Questions == 1 && reader.TryQuestion(name, out _));
        bool opt = false;
        for (int count = header.Answers + header.Additionals; count > 0 && read; count--)
        {
            read = reader.TryRecord(name, out DnsRecord record);
            opt |= record.Type == DnsType.Opt;
        }

        if (!read || reader.Offset != length)
        {
            throw new FuzzFailedException("the answer cannot be read");
        }

        if (header.Questions == 1 && !Responder.Matches(query, response.AsSpan(0, length)))
        {
            throw new FuzzFailedException("the answer is to another question");
        }

        if (!stream && !opt && length > ClassicLimit)
        {
            throw new FuzzFailedException($"an answer of {length} bytes to a client that takes {ClassicLimit}");
        }
    }

    /// <summary>Some names that the corpus asks for, one with more addresses than fit.</summary>
    private static View MakeView()
    {
        var zone = new Zone { Name = "n1" };
        zone.Add(new ZoneEntry(["c1", "web", "0123456789ab"], IPAddress.Parse("10.5.0.2"), IPAddress.Parse("fd05::2")));
        zone.Add(new ZoneEntry(["c2", "web"], IPAddress.Parse("10.5.0.3"), IPv6: null));
        for (int host = 10; host < 70; host++)
        {
            zone.Add(new ZoneEntry([$"m{host}", "many"], IPAddress.Parse($"10.5.0.{host}"), IPAddress.Parse($"fd05::{host}")));
        }

        return new View([zone], new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "c2" });
    }
}
