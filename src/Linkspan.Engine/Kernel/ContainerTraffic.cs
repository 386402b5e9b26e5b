using System.Net;
using Linkspan.Engine.Ipam;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>By what others' rules know packets of containers.</summary>
/// <param name="Bridges">Names of the bridges.</param>
/// <param name="Subnets">The ranges on them.</param>
internal sealed record ContainerTraffic(IReadOnlyList<string> Bridges, IReadOnlyList<IPNetwork> Subnets)
{
    /// <summary>
    /// What of it a rule names, in words; empty for none. A rule that names links must name one of ours: that it leaves out another alone (<c>!=</c>) says
    /// something of ours only where that is all that it says of links.
    /// </summary>
    public string Named(FilterRule rule)
    {
        LinkMatch[] named = [.. rule.Links.Where(static match => !match.Inverted)];
        string[] bridges = [.. Bridges.Where(bridge => named.Length > 0 ? named.Any(match => match.Covers(bridge)) : rule.Links.Count > 0 && rule.Links.All(match => match.Covers(bridge)))];
        string[] subnets = [.. Subnets.Where(subnet => rule.Ranges.Any(range => AddressMath.Overlap(range, subnet))).Select(static subnet => subnet.ToString())];
        bool other = (rule.Links.Count > 0 && bridges.Length == 0) || (rule.Ranges.Count > 0 && subnets.Length == 0);
        return other ? "" : string.Join(", ", bridges.Concat(subnets));
    }
}
