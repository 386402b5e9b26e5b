using Linkspan.Engine.Plans;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Who may reach published ports. What was translated is judged where it is forwarded, by the bridge that it goes to; IPv6 connections to
/// containers that have only IPv4 end at the keeper, so they are judged at the host's input, by the port. This host and its containers
/// pass always.
/// </summary>
internal static class FirewallAccess
{
    private const string Reach = "reach";
    private const string ReachRelay = "reach_relay";

    /// <summary>Has a chain ask before it lets a packet in to a network that not everybody may reach.</summary>
    /// <param name="batch">Transaction.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="translated">Only what was addressed to a published port of the host.</param>
    public static void Ask(FilterBatch batch, string chain, bool translated = false)
    {
        RuleBuilder rule = batch.AddRule(chain, "not everybody may reach these").MetaLoad(MetaKey.OutputName, Register.R1).Lookup(FirewallSets.Restricted.Name, Register.R1);
        if (translated)
        {
            rule.MatchStatus(ConntrackStatus.DestinationNat);
        }

        rule.Verdict(Verdict.Jump(Reach));
    }

    /// <summary>Writes the chains that decide.</summary>
    public static void Write(FilterBatch batch)
    {
        WriteReach(batch);
        WriteRelay(batch);
    }

    private static void WriteReach(FilterBatch batch)
    {
        batch.AddRule(Reach, "containers of this host").MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1).Verdict(Verdict.Return);
        batch.AddRule(Reach).MetaLoad(MetaKey.OutputName, Register.W0).MetaLoad(MetaKey.InputName, Register.W4)
            .Lookup(FirewallSets.AccessLinks.Name, Register.W0).Verdict(Verdict.Return);
        foreach ((FilterFamily family, Plans.FilterSet lan, Plans.FilterSet sources) in new[]
        {
            (FilterFamily.IPv4, FirewallSets.Lan4, FirewallSets.Access4), (FilterFamily.IPv6, FirewallSets.Lan6, FirewallSets.Access6),
        })
        {
            batch.AddRule(Reach).MatchFamily(family).MetaLoad(MetaKey.OutputName, Register.W0).SourceAddress(family, Register.W4)
                .Lookup(sources.Name, Register.W0).Verdict(Verdict.Return);
            batch.AddRule(Reach).MatchFamily(family).MetaLoad(MetaKey.OutputName, Register.R1).Lookup(FirewallSets.AccessLan.Name, Register.R1)
                .MetaLoad(MetaKey.InputName, Register.W0).SourceAddress(family, Register.W4).Lookup(lan.Name, Register.W0).Verdict(Verdict.Return);
        }

        batch.AddRule(Reach, "none of those who may").Counter().Verdict(Verdict.Drop);
    }

    private static void WriteRelay(FilterBatch batch)
    {
        LoadPort(batch.AddRule("relay_in", "ports of the keeper's relay that not everybody may reach").MatchFamily(FilterFamily.IPv6).MatchInput("lo", inverted: true)
            .MetaLoad(MetaKey.InputName, Register.R1).Lookup(FirewallSets.Bridges.Name, Register.R1, inverted: true))
            .Lookup(FirewallSets.RelayRestricted.Name, Register.W0).Verdict(Verdict.Jump(ReachRelay));
        batch.AddRule(ReachRelay).MatchState(ConntrackState.Established | ConntrackState.Related).Verdict(Verdict.Return);
        LoadPort(batch.AddRule(ReachRelay).MatchFamily(FilterFamily.IPv6)).MetaLoad(MetaKey.InputName, Register.W6)
            .Lookup(FirewallSets.RelayLinks.Name, Register.W0).Verdict(Verdict.Return);
        LoadPort(batch.AddRule(ReachRelay).MatchFamily(FilterFamily.IPv6)).SourceAddress(FilterFamily.IPv6, Register.W6)
            .Lookup(FirewallSets.RelayAccess.Name, Register.W0).Verdict(Verdict.Return);
        LoadPort(batch.AddRule(ReachRelay).MatchFamily(FilterFamily.IPv6)).Lookup(FirewallSets.RelayLan.Name, Register.W0)
            .MetaLoad(MetaKey.InputName, Register.W0).SourceAddress(FilterFamily.IPv6, Register.W4)
            .Lookup(FirewallSets.Lan6.Name, Register.W0).Verdict(Verdict.Return);
        batch.AddRule(ReachRelay, "none of those who may").Counter().Verdict(Verdict.Drop);
    }

    private static RuleBuilder LoadPort(RuleBuilder rule) =>
        rule.DestinationAddress(FilterFamily.IPv6, Register.W0).MetaLoad(MetaKey.TransportProtocol, Register.W4).DestinationPort(Register.W5);
}
