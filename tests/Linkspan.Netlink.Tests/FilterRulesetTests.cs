using System.Net;
using Linkspan.Lab;
using Linkspan.Netlink.Filter;

namespace Linkspan.Netlink.Tests;

/// <summary>What we send, told by nft(8): an expression, set or map that it prints in its own words was encoded as it encodes them.</summary>
public sealed class FilterRulesetTests
{
    private static readonly FieldType Destination = FieldType.Concatenate(FieldType.IPv4, FieldType.Protocol, FieldType.Port);

    [Fact]
    public void Nft_prints_a_ruleset_of_ours_in_its_own_words()
    {
        using Host host = Host.Create();
        var batch = new FilterBatch(FilterFamily.Inet, "span");
        batch.AddTable(UserData.Comment("made by a test"));
        batch.AddChain("lsp-forward", new BaseChain(ChainType.Filter, FilterHook.Forward, ChainPriority.Filter, Drop: true));
        batch.AddChain("lsp-pre", new BaseChain(ChainType.Nat, FilterHook.Prerouting, ChainPriority.DestinationNat));
        batch.AddChain("lsp-post", new BaseChain(ChainType.Nat, FilterHook.Postrouting, ChainPriority.SourceNat));
        batch.AddChain("lsp-own");
        batch.AddSet("bridges", FieldType.LinkName);
        batch.AddSet("pools", FieldType.IPv4, SetFlags.Interval);
        batch.AddMap("ports", Destination, FieldType.Concatenate(FieldType.IPv4, FieldType.Port));
        batch.AddVerdictMap("ways", FieldType.LinkName);
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> data = stackalloc byte[KeyWriter.MaxLength];
        batch.AddElement("bridges", new KeyWriter(key).LinkName("br0").Written, comment: "net one");
        batch.AddPrefix("pools", IPNetwork.Parse("10.7.0.0/16"));
        batch.AddPrefix("pools", IPNetwork.Parse("240.0.0.0/4"));
        batch.AddElement(
            "ports",
            new KeyWriter(key).Address(IPAddress.Parse("192.0.2.1")).U8(6).Port(80).Written,
            new KeyWriter(data).Address(IPAddress.Parse("10.7.0.2")).Port(8080).Written);
        batch.AddElement("ways", new KeyWriter(key).LinkName("br0").Written, Verdict.Jump("lsp-own"));
        batch.AddRule("lsp-forward", "between bridges").MetaLoad(MetaKey.InputName, Register.R1).Lookup("bridges", Register.R1).Counter().Verdict(Verdict.Accept);
        batch.AddRule("lsp-forward").MetaLoad(MetaKey.OutputName, Register.R1).Lookup("bridges", Register.R1, inverted: true).Reject(RejectCode.AdministrativelyProhibited);
        batch.AddRule("lsp-forward").MatchState(ConntrackState.Established | ConntrackState.Related).Verdict(Verdict.Accept);
        batch.AddRule("lsp-forward").MatchStatus(ConntrackStatus.DestinationNat).Verdict(Verdict.Accept);
        batch.AddRule("lsp-forward").MetaLoad(MetaKey.InputName, Register.R1).LookupVerdict("ways", Register.R1);
        batch.AddRule("lsp-forward").Limit(10, TimeSpan.FromSeconds(1)).Log("dropped: ").Verdict(Verdict.Drop);
        batch.AddRule("lsp-pre").MatchFamily(FilterFamily.IPv4).MatchLocalDestination()
            .DestinationAddress(FilterFamily.IPv4, Register.W0).MetaLoad(MetaKey.TransportProtocol, Register.W1).DestinationPort(Register.W2)
            .LookupMap("ports", Register.W0, Register.W0).Dnat(FilterFamily.IPv4, Register.W0, Register.W1);
        batch.AddRule("lsp-post").MatchSource(IPNetwork.Parse("10.7.0.0/16")).MatchOutput("br0", inverted: true).Masquerade(NatFlags.Random);
        batch.AddRule("lsp-own").Verdict(Verdict.Return);
        host.Filter.Commit(batch);

        string ruleset = string.Join(' ', host.Run("nft", "list", "ruleset").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string[] expected =
        [
            "table inet span {",
            "comment \"made by a test\"",
            "type filter hook forward priority filter; policy drop;",
            "type nat hook prerouting priority dstnat; policy accept;",
            "type nat hook postrouting priority srcnat; policy accept;",
            "type ifname",
            "elements = { \"br0\" comment \"net one\" }",
            "elements = { 10.7.0.0/16, 240.0.0.0/4 }",
            "type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service",
            "elements = { 192.0.2.1 . tcp . 80 : 10.7.0.2 . 8080 }",
            "type ifname : verdict",
            "elements = { \"br0\" : jump lsp-own }",
            "iifname @bridges counter packets 0 bytes 0 accept comment \"between bridges\"",
            "oifname != @bridges reject with icmpx admin-prohibited",
            "ct state established,related accept",
            "ct status dnat accept",
            "iifname vmap @ways",
            "limit rate 10/second log prefix \"dropped: \" drop",
            "fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @ports",
            "ip saddr 10.7.0.0/16 oifname != \"br0\" masquerade random",
        ];
        Assert.All(expected, line => Assert.Contains(line, ruleset, StringComparison.Ordinal));
    }
}
