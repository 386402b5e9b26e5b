namespace Linkspan.Netlink.Filter;

/// <content>The counter expression.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Counts packets and bytes.</summary>
    public RuleBuilder Counter() => End(Begin("counter"));
}
