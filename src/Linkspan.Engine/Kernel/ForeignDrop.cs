namespace Linkspan.Engine.Kernel;

/// <summary>A rule or policy of somebody else that drops packets to or from containers.</summary>
/// <param name="Table">Table, as nft names it: <c>ip filter</c>.</param>
/// <param name="Chain">Chain.</param>
/// <param name="Rule">Handle of the rule; null for the chain's policy.</param>
/// <param name="Owner">Whose it probably is.</param>
/// <param name="Words">What it does.</param>
internal sealed record ForeignDrop(string Table, string Chain, ulong? Rule, string Owner, string Words)
{
    /// <summary>Where it stands, in one line.</summary>
    public string Place => $"table {Table}, chain {Chain}, {(Rule is { } handle ? $"rule with handle {handle}" : "policy drop")}";

    /// <summary>What to do about it.</summary>
    public string Remedy => Rule is { } handle
        ? $"nft delete rule {Table} {Chain} handle {handle}, or accept containers' packets before it"
        : $"accept containers' packets in it: nft insert rule {Table} {Chain} iifname BRIDGE accept, and oifname BRIDGE ct state established,related accept";
}
