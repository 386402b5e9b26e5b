using System.Net;
using Linkspan.Engine.Plans;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// The chains and rules of table <c>inet linkspan</c>: fixed in number, whatever the number of networks, containers and ports, since
/// all that varies is an element of a set (<see cref="FirewallSets"/>). <c>docs/firewall.md</c> shows the table as nft prints it.
/// </summary>
internal static class FirewallRules
{
    /// <summary>Kept with the table: a table of another shape is built anew at start. Counts changes to this file.</summary>
    public const string Shape = "linkspan firewall, shape 4";

    /// <summary>Rules of the table: a table that has fewer was flushed.</summary>
    public const int Count = 51;

    private static readonly IPNetwork Loopback4 = IPNetwork.Parse("127.0.0.0/8");
    private static readonly IPNetwork Loopback6 = IPNetwork.Parse("::1/128");

    /// <summary>Writes chains and rules; the sets exist already.</summary>
    public static void Write(FilterBatch batch)
    {
        foreach (string chain in new[] { FirewallSets.ToNat, FirewallSets.ToRouted, FirewallSets.ToOpen, FirewallSets.ToInternal, "translate", "reach", "reach_relay" })
        {
            batch.AddChain(chain);
        }

        batch.AddChain("guard", new BaseChain(ChainType.Filter, FilterHook.Prerouting, ChainPriority.Raw));
        batch.AddChain("translate_in", new BaseChain(ChainType.Nat, FilterHook.Prerouting, ChainPriority.DestinationNat));
        batch.AddChain("translate_local", new BaseChain(ChainType.Nat, FilterHook.Output, ChainPriority.DestinationNat));
        batch.AddChain("answer", new BaseChain(ChainType.Filter, FilterHook.Prerouting, ChainPriority.DestinationNat + 10));
        batch.AddChain("pass", new BaseChain(ChainType.Filter, FilterHook.Forward, ChainPriority.Filter));
        batch.AddChain("relay_in", new BaseChain(ChainType.Filter, FilterHook.Input, ChainPriority.Filter));
        batch.AddChain("leave", new BaseChain(ChainType.Nat, FilterHook.Postrouting, ChainPriority.SourceNat));
        WriteGuard(batch);
        WriteTranslation(batch);
        WritePass(batch);
        WriteTargets(batch);
        FirewallAccess.Write(batch);
        WriteLeave(batch);
    }

    /// <summary>
    /// Loopback addresses stay on the host, although route_localnet on our bridges would let them in: neither containers nor, for what is
    /// published on 127.0.0.1, the LAN may reach them.
    /// </summary>
    private static void WriteGuard(FilterBatch batch)
    {
        batch.AddRule("guard", "container to a loopback address of the host")
            .MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1)
            .MatchDestination(Loopback4)
            .Counter().Verdict(Verdict.Drop);
        RuleBuilder published = batch.AddRule("guard", "other machine to a port published on loopback")
            .MatchInput("lo", inverted: true)
            .MatchDestination(Loopback4);
        LoadPublished(published, FilterFamily.IPv4, withAddress: true);
        // The data is not wanted, but kernels before 6.3 refuse a map without a place for it.
        published.LookupMap(FirewallSets.Published4.Name, Register.W0, Register.W0).Counter().Verdict(Verdict.Drop);
        SetMark(batch.AddRule("answer", "to the host's 127.0.0.1, where br_netfilter translates before the bridge's guard looks")
            .MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1)
            .MatchDestination(Loopback4).MatchState(ConntrackState.Established));
    }

    /// <summary>
    /// Ends a rule that lets a packet in to containers. The mark comes last: a rule that gave it before the packet was judged let some
    /// through while the table went, since rules are taken from the generation in which a packet entered the chain, and elements from the
    /// one of the moment (nft_do_chain, nft_set lookups).
    /// </summary>
    private static void Admit(RuleBuilder rule)
    {
        SetMark(rule);
        rule.Verdict(Verdict.Accept);
    }

    /// <summary>Sets the bit by which the guard of a bridge knows what this table saw (<see cref="BridgeGuard"/>).</summary>
    private static void SetMark(RuleBuilder rule)
    {
        Span<byte> bit = stackalloc byte[sizeof(uint)];
        Span<byte> others = stackalloc byte[sizeof(uint)];
        System.Runtime.InteropServices.MemoryMarshal.Write(bit, BridgeGuard.Mark);
        System.Runtime.InteropServices.MemoryMarshal.Write(others, ~BridgeGuard.Mark);
        rule.MetaLoad(MetaKey.Mark, Register.R1).MaskXor(Register.R1, Register.R1, others, bit).MetaSet(MetaKey.Mark, Register.R1);
    }

    /// <summary>Published ports: an address of the host and a port lead to a container.</summary>
    private static void WriteTranslation(FilterBatch batch)
    {
        batch.AddRule("translate_in", "own published port of a network whose members are apart: the keeper relays")
            .MetaLoad(MetaKey.InputName, Register.W0).MetaLoad(MetaKey.TransportProtocol, Register.W4).DestinationPort(Register.W5)
            .Lookup(FirewallSets.Relayed.Name, Register.W0).Verdict(Verdict.Return);
        batch.AddRule("translate_in").MatchLocalDestination().Verdict(Verdict.Jump("translate"));
        batch.AddRule("translate_local", "the keeper relays ::1, which cannot leave the host")
            .MatchDestination(Loopback6).Verdict(Verdict.Return);
        batch.AddRule("translate_local").MatchLocalDestination().Verdict(Verdict.Jump("translate"));
        Translate(batch, FilterFamily.IPv4, FirewallSets.Published4, withAddress: true);
        Translate(batch, FilterFamily.IPv4, FirewallSets.PublishedAny4, withAddress: false);
        Translate(batch, FilterFamily.IPv6, FirewallSets.Published6, withAddress: true);
        Translate(batch, FilterFamily.IPv6, FirewallSets.PublishedAny6, withAddress: false);
    }

    private static void Translate(FilterBatch batch, FilterFamily family, Plans.FilterSet map, bool withAddress)
    {
        RuleBuilder rule = batch.AddRule("translate").MatchFamily(family);
        LoadPublished(rule, family, withAddress);
        rule.LookupMap(map.Name, Register.W0, Register.W0)
            .Dnat(family, Register.W0, family == FilterFamily.IPv4 ? Register.W1 : Register.W4);
    }

    /// <summary>Loads (address,) protocol, port into registers from W0 on, as the maps' keys have them.</summary>
    private static void LoadPublished(RuleBuilder rule, FilterFamily family, bool withAddress)
    {
        Register next = Register.W0;
        if (withAddress)
        {
            rule.DestinationAddress(family, next);
            next += family == FilterFamily.IPv4 ? 1u : 4u;
        }

        rule.MetaLoad(MetaKey.TransportProtocol, next).DestinationPort(next + 1);
    }

    /// <summary>Forwarding: answers, neighbours on one bridge, then by the bridge that a packet goes to or comes from.</summary>
    private static void WritePass(FilterBatch batch)
    {
        Admit(batch.AddRule("pass", "answers to containers")
            .MetaLoad(MetaKey.OutputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1)
            .MatchState(ConntrackState.Established | ConntrackState.Related));
        batch.AddRule("pass").MatchState(ConntrackState.Established | ConntrackState.Related).Verdict(Verdict.Accept);
        Admit(LoadPair(batch.AddRule("pass", "members of one network")).Lookup(FirewallSets.Peers.Name, Register.W0));
        batch.AddRule("pass", "internal networks have no way out")
            .MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Closed.Name, Register.R1).Counter().Verdict(Verdict.Drop);
        batch.AddRule("pass").MatchFamily(FilterFamily.IPv4)
            .MetaLoad(MetaKey.OutputName, Register.R1).LookupVerdict(FirewallSets.Towards4.Name, Register.R1);
        batch.AddRule("pass").MatchFamily(FilterFamily.IPv6)
            .MetaLoad(MetaKey.OutputName, Register.R1).LookupVerdict(FirewallSets.Towards6.Name, Register.R1);
        batch.AddRule("pass", "containers to the outside")
            .MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1).Verdict(Verdict.Accept);
        batch.AddRule("pass", "this host did not forward before Linkspan came")
            .MetaLoad(MetaKey.NetfilterFamily, Register.R1).Lookup(FirewallSets.Guarded.Name, Register.R1).Counter().Verdict(Verdict.Drop);
    }

    /// <summary>One chain a gateway mode: what may go to its containers.</summary>
    private static void WriteTargets(FilterBatch batch)
    {
        FirewallAccess.Ask(batch, FirewallSets.ToNat);
        Admit(batch.AddRule(FirewallSets.ToNat, "published ports").MatchStatus(ConntrackStatus.DestinationNat));
        batch.AddRule(FirewallSets.ToNat, "not published").Counter().Verdict(Verdict.Drop);

        const byte icmp = 1;
        const byte icmp6 = 58;
        Admit(batch.AddRule(FirewallSets.ToRouted).MatchProtocol(icmp));
        Admit(batch.AddRule(FirewallSets.ToRouted).MatchProtocol(icmp6));
        FirewallAccess.Ask(batch, FirewallSets.ToRouted);
        RuleBuilder open4 = batch.AddRule(FirewallSets.ToRouted, "published ports").MatchFamily(FilterFamily.IPv4);
        LoadPublished(open4, FilterFamily.IPv4, withAddress: true);
        Admit(open4.Lookup(FirewallSets.Open4.Name, Register.W0));
        RuleBuilder open6 = batch.AddRule(FirewallSets.ToRouted, "published ports").MatchFamily(FilterFamily.IPv6);
        LoadPublished(open6, FilterFamily.IPv6, withAddress: true);
        Admit(open6.Lookup(FirewallSets.Open6.Name, Register.W0));
        batch.AddRule(FirewallSets.ToRouted, "not published").Counter().Verdict(Verdict.Drop);

        FirewallAccess.Ask(batch, FirewallSets.ToOpen, translated: true);
        Admit(batch.AddRule(FirewallSets.ToOpen));
        batch.AddRule(FirewallSets.ToInternal, "from outside").Counter().Verdict(Verdict.Drop);
    }

    /// <summary>
    /// Source addresses on leaving. A client that reaches a container keeps its address, another container's too; only where the answer
    /// would not come back this way (hairpin, 127.0.0.1) and towards the outside is it replaced.
    /// </summary>
    private static void WriteLeave(FilterBatch batch)
    {
        LoadPair(batch.AddRule("leave", "own network by a published port")).Lookup(FirewallSets.Hairpins.Name, Register.W0)
            .MatchStatus(ConntrackStatus.DestinationNat).Masquerade();
        batch.AddRule("leave", "the host's 127.0.0.1 to a container")
            .MetaLoad(MetaKey.OutputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1)
            .MatchSource(Loopback4).Masquerade();
        batch.AddRule("leave").MetaLoad(MetaKey.OutputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1).Verdict(Verdict.Accept);
        Leave(batch, FilterFamily.IPv4, FirewallSets.Source4, FirewallSets.Masquerade4);
        Leave(batch, FilterFamily.IPv6, FirewallSets.Source6, FirewallSets.Masquerade6);
    }

    private static void Leave(FilterBatch batch, FilterFamily family, Plans.FilterSet source, Plans.FilterSet masquerade)
    {
        batch.AddRule("leave").MatchFamily(family).MetaLoad(MetaKey.InputName, Register.R1)
            .LookupMap(source.Name, Register.R1, Register.R2).Snat(family, Register.R2);
        batch.AddRule("leave").MatchFamily(family).MetaLoad(MetaKey.InputName, Register.R1)
            .Lookup(masquerade.Name, Register.R1).Masquerade();
    }

    private static RuleBuilder LoadPair(RuleBuilder rule) =>
        rule.MetaLoad(MetaKey.InputName, Register.W0).MetaLoad(MetaKey.OutputName, Register.W4);
}
