using System.Net;

namespace Linkspan.Dns.Tests.Server;

public sealed class ResponderTests
{
    private const ushort Txt = 16;
    private const ushort Any = 255;
    private const ushort Https = 65;

    private static readonly View Sample = MakeView();

    [Theory]
    [InlineData("c1", DnsType.A, "10.0.0.2")]
    [InlineData("C1", DnsType.A, "10.0.0.2")]
    [InlineData("c1", DnsType.Aaaa, "fd00::2")]
    [InlineData("aa", DnsType.A, "10.0.0.2")]
    [InlineData("50ddbdcec06e", DnsType.A, "10.0.0.2")]
    [InlineData("c1.s1", DnsType.A, "10.0.0.2")]
    [InlineData("dotted.alias", DnsType.A, "10.0.0.3")]
    [InlineData("db", DnsType.A, "10.0.0.3")] // a link
    [InlineData("both", DnsType.A, "10.0.0.3")] // known on two networks: the first answers
    [InlineData("both", DnsType.Aaaa, "fd01::9")] // and the second where the first has none of the family
    [InlineData("2.0.0.10.in-addr.arpa", DnsType.Ptr, "c1.s1")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", DnsType.Ptr, "c1.s1")]
    [InlineData("c2", DnsType.Aaaa, "")] // known, not with that family
    [InlineData("c1", Txt, "")]
    [InlineData("c1", Https, "")]
    [InlineData("c1", Any, "")]
    [InlineData("c1", DnsType.Ptr, "")]
    [InlineData("2.0.0.10.in-addr.arpa", Txt, "")]
    public void A_known_name_is_answered_for_every_type_and_never_forwarded(string name, ushort type, string expected)
    {
        Message.Parsed answer = Ask(Sample, Message.Query(name, type));
        Assert.Equal(DnsCode.NoError, answer.Header.Code);
        Assert.Equal(expected.Length == 0 ? [] : [expected], answer.Data);
        Assert.Equal(Message.Id, answer.Header.Id);
        Assert.Equal(
            DnsFlags.Response | DnsFlags.Authoritative | DnsFlags.RecursionAvailable | DnsFlags.RecursionDesired, answer.Header.Flags);
    }

    [Theory]
    [InlineData("50ddbdcec06", DnsType.A)] // 11 digits of an id
    [InlineData("c1.s2", DnsType.A)] // a member of another network
    [InlineData("example.org", DnsType.A)]
    [InlineData("", 2)] // the root's servers
    [InlineData("9.9.9.9.in-addr.arpa", DnsType.Ptr)]
    [InlineData("0.0.10.in-addr.arpa", DnsType.Ptr)] // a zone, no address
    [InlineData("300.0.0.10.in-addr.arpa", DnsType.Ptr)]
    [InlineData("x.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", DnsType.Ptr)]
    public void An_unknown_name_is_forwarded(string name, ushort type) =>
        Assert.Equal(Outcome.Forward, Responder.Answer(Sample, Message.Query(name, type), new byte[512], stream: false, 0, out _));

    [Fact]
    public void On_internal_networks_an_unknown_name_does_not_exist()
    {
        var view = new View([], new Dictionary<string, string>(StringComparer.Ordinal));
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("example.org", DnsType.A)).Header.Code);
    }

    [Fact]
    public void With_ndots_an_unknown_name_without_a_dot_is_empty_and_one_with_a_dot_is_forwarded()
    {
        var view = new View([], new Dictionary<string, string>(StringComparer.Ordinal)) { UseDefaultServers = true, Ndots = 1 };
        Message.Parsed answer = Ask(view, Message.Query("printer", DnsType.A));
        Assert.Equal(DnsCode.NoError, answer.Header.Code);
        Assert.Empty(answer.Data);
        Assert.Equal(Outcome.Forward, Responder.Answer(view, Message.Query("a.b", DnsType.A), new byte[512], stream: false, 0, out _));
    }

    [Fact]
    public void All_members_of_a_name_are_answered_and_each_comes_first_in_its_turn()
    {
        string[][] answers = [.. Enumerable.Range(0, 3).Select(i => Ask(Sample, Message.Query("web", DnsType.A), random: (uint)i).Data)];
        Assert.Equal(["10.0.0.2", "10.0.0.3", "10.0.0.4"], answers.Select(answer => answer[0]).Order(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.Equal(3, answer.Distinct(StringComparer.Ordinal).Count()));
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(100, 512)] // less than the classic size is not believed
    [InlineData(1232, 1232)]
    [InlineData(65000, 4096)]
    public void What_exceeds_the_clients_limit_is_truncated(ushort opt, int limit)
    {
        Message.Parsed answer = Ask(Crowd(400), Message.Query("web", DnsType.A, opt), out int length);
        Assert.True(answer.Header.Flags.HasFlag(DnsFlags.Truncated));
        Assert.InRange(length, limit - 16, limit);
        Assert.Equal(opt > 0, answer.Opt is not null);
    }

    [Fact]
    public void Over_tcp_everything_fits()
    {
        byte[] response = new byte[65535];
        Assert.Equal(Outcome.Reply, Responder.Answer(Crowd(400), Message.Query("web", DnsType.A), response, stream: true, 7, out int length));
        Message.Parsed answer = Message.Parse(response.AsSpan(0, length));
        Assert.False(answer.Header.Flags.HasFlag(DnsFlags.Truncated));
        Assert.Equal(400, answer.Data.Length);
    }

    [Fact]
    public void An_edns_version_above_0_is_refused_with_badvers()
    {
        Message.Parsed answer = Ask(Sample, Message.Query("c1", DnsType.A, opt: 1232, optVersion: 1));
        Assert.Equal(1u, answer.Opt!.Value.Ttl >> 24); // upper bits of 16
        Assert.Empty(answer.Data);
    }

    [Fact]
    public void Rubbish_is_dropped_or_a_format_error()
    {
        byte[] response = new byte[512];
        Assert.Equal(Outcome.Drop, Responder.Answer(Sample, [1, 2, 3], response, stream: false, 0, out _));
        byte[] isResponse = Message.Query("c1", DnsType.A);
        isResponse[2] |= 0x80;
        Assert.Equal(Outcome.Drop, Responder.Answer(Sample, isResponse, response, stream: false, 0, out _));
        byte[] twoQuestions = Message.Query("c1", DnsType.A);
        twoQuestions[5] = 2;
        Assert.Equal(DnsCode.FormatError, Ask(Sample, twoQuestions).Header.Code);
        byte[] update = Message.Query("c1", DnsType.A);
        update[2] = 5 << 3;
        Assert.Equal(DnsCode.NotImplemented, Ask(Sample, update).Header.Code);
        byte[] cut = Message.Query("c1", DnsType.A, opt: 1232)[..^3];
        Assert.Equal(DnsCode.FormatError, Ask(Sample, cut).Header.Code);
    }

    [Fact]
    public void A_changed_zone_is_seen_by_the_next_query()
    {
        var zone = new Zone { Name = "n" };
        var view = new View([zone], new Dictionary<string, string>(StringComparer.Ordinal));
        var entry = new ZoneEntry(["c9"], IPAddress.Parse("10.0.0.9"), null);
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("c9", DnsType.A)).Header.Code);
        zone.Add(entry);
        Assert.Equal(["10.0.0.9"], Ask(view, Message.Query("c9", DnsType.A)).Data);
        zone.Remove(entry);
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("c9", DnsType.A)).Header.Code);
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("9.0.0.10.in-addr.arpa", DnsType.Ptr)).Header.Code);
    }

    /// <summary>A name that several members share is theirs in turn, and stays known as long as one of them has it, with an address or without.</summary>
    [Fact]
    public void A_member_that_goes_takes_its_own_alone()
    {
        var zone = new Zone { Name = "n" };
        var view = new View([zone], new Dictionary<string, string>(StringComparer.Ordinal));
        ZoneEntry first = new(["c1", "web"], IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1"));
        ZoneEntry second = new(["c2", "WEB", "web"], IPAddress.Parse("10.0.0.2"), null);
        ZoneEntry bare = new(["c3", "web"], null, null);
        foreach (ZoneEntry entry in (ZoneEntry[])[first, second, bare])
        {
            zone.Add(entry);
        }

        Assert.Equal(["10.0.0.1", "10.0.0.2"], Ask(view, Message.Query("web", DnsType.A)).Data);
        zone.Remove(first);
        Assert.Equal(["10.0.0.2"], Ask(view, Message.Query("web.n", DnsType.A)).Data);
        Assert.Empty(Ask(view, Message.Query("web", DnsType.Aaaa)).Data);
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("c1", DnsType.A)).Header.Code);
        Assert.Equal(["c2.n"], Ask(view, Message.Query("2.0.0.10.in-addr.arpa", DnsType.Ptr)).Data);
        zone.Remove(second);
        Assert.Equal(DnsCode.NoError, Ask(view, Message.Query("web", DnsType.A)).Header.Code);
        Assert.Empty(Ask(view, Message.Query("web", DnsType.A)).Data);
        zone.Remove(bare);
        Assert.Equal(DnsCode.NoSuchName, Ask(view, Message.Query("web", DnsType.A)).Header.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_mutation_of_a_query_harms(int seed)
    {
        var random = new Random(seed);
        byte[][] seeds =
        [
            Message.Query("c1", DnsType.A), Message.Query("web.s1", DnsType.Aaaa, opt: 1232),
            Message.Query("2.0.0.10.in-addr.arpa", DnsType.Ptr, opt: 4096), Message.Query("example.org", Https),
        ];
        byte[] response = new byte[4096];
        int replies = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] query = [.. seeds[random.Next(seeds.Length)]];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                query[random.Next(query.Length)] = (byte)random.Next(256);
            }

            Span<byte> cut = query.AsSpan(0, random.Next(8) == 0 ? random.Next(query.Length + 1) : query.Length);
            Outcome outcome = Responder.Answer(Sample, cut, response, stream: random.Next(2) == 0, (uint)random.Next(), out int length);
            if (outcome == Outcome.Reply)
            {
                replies++;
                Assert.True(Message.Parse(response.AsSpan(0, length)).Header.Flags.HasFlag(DnsFlags.Response));
                Assert.Equal(Message.IdOf(cut), Message.IdOf(response));
            }
        }

        Assert.InRange(replies, 10_000, 100_000);
    }

    private static View MakeView()
    {
        var s1 = new Zone { Name = "s1" };
        s1.Add(new ZoneEntry(["c1", "aa", "50ddbdcec06e", "web"], IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")));
        s1.Add(new ZoneEntry(["c2", "web", "dotted.alias", "both"], IPAddress.Parse("10.0.0.3"), null));
        s1.Add(new ZoneEntry(["c3", "WEB"], IPAddress.Parse("10.0.0.4"), null));
        var other = new Zone { Name = "other" };
        other.Add(new ZoneEntry(["both"], IPAddress.Parse("10.1.0.9"), IPAddress.Parse("fd01::9")));
        return new View([s1, other], new Dictionary<string, string>(StringComparer.Ordinal) { ["DB"] = "c2" }) { UseDefaultServers = true };
    }

    private static View Crowd(int members)
    {
        var zone = new Zone { Name = "n" };
        for (int member = 0; member < members; member++)
        {
            zone.Add(new ZoneEntry(["web"], new IPAddress([10, 0, (byte)(member >> 8), (byte)member]), null));
        }

        return new View([zone], new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static Message.Parsed Ask(View view, byte[] query, uint random = 0) => Ask(view, query, out _, random);

    private static Message.Parsed Ask(View view, byte[] query, out int length, uint random = 0)
    {
        byte[] response = new byte[Responder.MaxUdpPayload];
        Assert.Equal(Outcome.Reply, Responder.Answer(view, query, response, stream: false, random, out length));
        return Message.Parse(response.AsSpan(0, length));
    }
}
