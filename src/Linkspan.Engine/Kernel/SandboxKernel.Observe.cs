using Linkspan.Engine.Plans;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Reading what is inside a sandbox: links, addresses, default routes, sysctls and the redirection of DNS.</content>
internal sealed partial class SandboxKernel
{
    /// <summary>
    /// Adds to <paramref name="observed"/> what of the wanted facts is true here. What a container added is not looked at, and a default
    /// route that it set by itself, to another gateway, is its own affair while it runs: it stands for the wanted one.
    /// </summary>
    /// <param name="id">Id of this sandbox.</param>
    /// <param name="wanted">Facts of this sandbox, its pairs included.</param>
    /// <param name="hostLinks">Pairs whose end on the host is there; what is in here by the name of another's end is not ours.</param>
    /// <param name="patient">The container's own default route and its sysctls are left alone.</param>
    /// <param name="observed">Receives what is true.</param>
    /// <returns>Pairs whose end in here is missing, or is down or otherwise not as it should be.</returns>
    public Dictionary<string, SandboxEnd> Observe(string id, IReadOnlyCollection<Fact> wanted, IReadOnlySet<string> hostLinks, bool patient, Plan observed)
    {
        Dictionary<string, Link> links = _route.Links().ToDictionary(static link => link.Name, StringComparer.Ordinal);
        Dictionary<string, SandboxEnd> ends = new(StringComparer.Ordinal);
        _links.Clear();
        if (links.TryGetValue("lo", out Link? loopback) && !loopback.IsUp)
        {
            _route.TrySend(NamespaceSockets.LoopbackUp);
        }

        foreach (VethFact veth in wanted.OfType<VethFact>())
        {
            if (!hostLinks.Contains(veth.HostLink))
            {
                links.Remove(veth.Peer);
            }

            Link? end = links.GetValueOrDefault(veth.Peer);
            if (end is not null)
            {
                _links[veth.Peer] = end.Index;
            }

            ends[veth.HostLink] = end is null ? SandboxEnd.Missing
                : end.IsUp && end.Mtu == veth.PeerMtuBytes && end.Mac == MacAddress.From(veth.Mac) ? SandboxEnd.Right : SandboxEnd.Different;
        }

        ObserveChildren(id, wanted, links, observed);
        ObserveAddresses(wanted, links, observed);
        ObserveRoutes(wanted, links, patient, observed);
        ObserveWays(wanted, links, observed);
        ObserveSysctls(wanted, links, patient, observed);
        foreach (ResolverFact fact in wanted.OfType<ResolverFact>().Where(fact => ResolverRedirect.Stands(_filter, fact)))
        {
            observed.Add(fact);
        }

        return ends;
    }

    private void ObserveAddresses(IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, Plan observed)
    {
        var present = _route.Addresses().Select(static address => (address.Link, address.Address, address.PrefixLength)).ToHashSet();
        foreach (AddressFact fact in wanted.OfType<AddressFact>())
        {
            if (links.TryGetValue(fact.Link, out Link? link) && present.Contains((link.Index, fact.Address, fact.PrefixLength)))
            {
                observed.Add(fact);
            }
        }
    }

    private void ObserveRoutes(IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, bool patient, Plan observed)
    {
        RouteFact[] routes = [.. wanted.OfType<RouteFact>()];
        if (routes.Length == 0)
        {
            return;
        }

        List<Route> present = _route.Routes().FindAll(static route => route.Table != RouteTable.Local);
        foreach (RouteFact fact in routes)
        {
            bool isDefault = fact is { Table: 0, Destination.PrefixLength: 0 };
            uint table = fact.Table == 0 ? RouteTable.Main : fact.Table;
            IEnumerable<Route> alike = present.Where(route => route.Table == table && route.Destination == fact.Destination);
            if (alike.Any(route => (patient && isDefault) || (Equals(route.Gateway, fact.Gateway) && links.TryGetValue(fact.Link, out Link? link) && route.Link == link.Index)))
            {
                observed.Add(fact);
            }
        }
    }

    /// <summary>A link on a parent that differs is put right where it is; one of ours that nobody asked for, or of another kind, must go.</summary>
    private void ObserveChildren(string id, IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, Plan observed)
    {
        var facts = wanted.OfType<ChildFact>().ToDictionary(static fact => fact.Link, StringComparer.Ordinal);
        foreach (Link lent in links.Values.Where(LentDevice.IsLent))
        {
            DeviceFact? device = facts.GetValueOrDefault(lent.Name) as DeviceFact;
            _links[lent.Name] = lent.Index;
            observed.Add(device is not null && device.Device == LentDevice.HomeName(lent)
                ? lent.IsUp ? device : device with { MtuBytes = -1 }
                : new DeviceFact(id, lent.Name, LentDevice.HomeName(lent)));
        }

        foreach (Link link in links.Values.Where(static link => link.Group == LinkGroups.Ours && link.Kind is "macvlan" or "ipvlan"))
        {
            if (!facts.TryGetValue(link.Name, out ChildFact? fact) || fact.LinkKind != link.Kind)
            {
                observed.Add(new StrayFact(id, link.Name));
                continue;
            }

            _links[link.Name] = link.Index;
            bool right = link.IsUp && (fact.MtuBytes == 0 || fact.MtuBytes == link.Mtu) &&
                (fact is not MacvlanFact { Mode: not Model.SegmentMode.PassThrough } macvlan || MacAddress.From(macvlan.Mac) == link.Mac);
            observed.Add(right ? fact : fact with { MtuBytes = -1 });
        }
    }

    /// <summary>Routing rules and neighbours that are known for good.</summary>
    private void ObserveWays(IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, Plan observed)
    {
        if (wanted.Any(static fact => fact is RuleFact))
        {
            HashSet<RuleSelector> rules = [.. _route.Rules().Select(static rule => rule with { MarkMask = null, Mark = null })];
            foreach (RuleFact fact in wanted.OfType<RuleFact>().Where(fact => rules.Contains(Rule(fact))))
            {
                observed.Add(fact);
            }
        }

        if (wanted.Any(static fact => fact is NeighbourFact))
        {
            var known = _route.Neighbours().Where(static neighbour => neighbour.State.HasFlag(NeighbourState.Permanent))
                .Select(static neighbour => (neighbour.Link, neighbour.Address, neighbour.Mac)).ToHashSet();
            foreach (NeighbourFact fact in wanted.OfType<NeighbourFact>())
            {
                if (links.TryGetValue(fact.Link, out Link? link) && known.Contains((link.Index, fact.Address, MacAddress.From(fact.Mac))))
                {
                    observed.Add(fact);
                }
            }
        }
    }

    private static string? LinkOf(Fact fact) => fact switch
    {
        VethFact veth => veth.Peer,
        ChildFact child => child.Link,
        _ => null,
    };

    /// <summary>Nothing tells of a sysctl, so one counts while a link lives; a link that is made anew gets its sysctls again.</summary>
    private void ObserveSysctls(IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, bool patient, Plan observed)
    {
        SysctlFact[] sysctls =
        [
            .. wanted.OfType<SysctlFact>().Where(fact => wanted.Select(LinkOf).OfType<string>().All(
                link => links.ContainsKey(link) || !fact.Path.Contains($"/{link}/", StringComparison.Ordinal))),
        ];
        SysctlFact[] right = patient ? sysctls
            : sysctls.Length == 0 ? [] : _namespace.Run(sysctls, static sysctls => Array.FindAll(sysctls, static fact => HostSysctl.Read(fact.Path) is null || HostSysctl.Read(fact.Path) == fact.Value));
        Array.ForEach(right, observed.Add);
    }
}
