using System.Net;
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
    /// <param name="wanted">Facts of this sandbox, its pairs included.</param>
    /// <param name="patient">The container's own default route and its sysctls are left alone.</param>
    /// <param name="observed">Receives what is true.</param>
    /// <returns>Pairs whose end in here is missing, or is down or otherwise not as it should be.</returns>
    public Dictionary<string, SandboxEnd> Observe(IReadOnlyCollection<Fact> wanted, bool patient, Plan observed)
    {
        Dictionary<string, Link> links = _route.Links().ToDictionary(static link => link.Name, StringComparer.Ordinal);
        Dictionary<string, SandboxEnd> ends = new(StringComparer.Ordinal);
        _links.Clear();
        if (links.TryGetValue("lo", out Link? loopback) && !loopback.IsUp)
        {
            _route.TrySend(new SetLink { Index = LoopbackIndex, Up = true });
        }

        foreach (VethFact veth in wanted.OfType<VethFact>())
        {
            Link? end = links.GetValueOrDefault(veth.Peer);
            if (end is not null)
            {
                _links[veth.Peer] = end.Index;
            }

            ends[veth.HostLink] = end is null ? SandboxEnd.Missing
                : end.IsUp && end.Mtu == veth.MtuBytes && end.Mac == MacAddress.From(veth.Mac) ? SandboxEnd.Right : SandboxEnd.Different;
        }

        ObserveAddresses(wanted, links, observed);
        ObserveRoutes(wanted, links, patient, observed);
        ObserveSysctls(wanted, links, patient, observed);
        foreach (ResolverFact fact in wanted.OfType<ResolverFact>().Where(fact => ResolverRedirect.Stands(Filter, fact)))
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

        List<Route> defaults = [.. _route.Routes(RouteTable.Main).Where(static route => route.Destination.PrefixLength == 0)];
        foreach (RouteFact fact in routes)
        {
            IPAddress? gateway = fact.Gateway.Equals(IPAddress.Any) || fact.Gateway.Equals(IPAddress.IPv6Any) ? null : fact.Gateway;
            IEnumerable<Route> family = defaults.Where(route => route.Destination.BaseAddress.AddressFamily == fact.Gateway.AddressFamily);
            if (family.Any(route => patient || (Equals(route.Gateway, gateway) && links.TryGetValue(fact.Link, out Link? link) && route.Link == link.Index)))
            {
                observed.Add(fact);
            }
        }
    }

    /// <summary>Nothing tells of a sysctl, so one counts while a link lives; a link that is made anew gets its sysctls again.</summary>
    private void ObserveSysctls(IReadOnlyCollection<Fact> wanted, Dictionary<string, Link> links, bool patient, Plan observed)
    {
        SysctlFact[] sysctls =
        [
            .. wanted.OfType<SysctlFact>().Where(fact => wanted.OfType<VethFact>().All(
                veth => links.ContainsKey(veth.Peer) || !fact.Path.Contains($"/{veth.Peer}/", StringComparison.Ordinal))),
        ];
        SysctlFact[] right = patient ? sysctls
            : sysctls.Length == 0 ? [] : _namespace.Run(sysctls, static sysctls => Array.FindAll(sysctls, static fact => HostSysctl.Read(fact.Path) is null || HostSysctl.Read(fact.Path) == fact.Value));
        Array.ForEach(right, observed.Add);
    }
}
