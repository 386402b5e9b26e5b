using Linkspan.Engine.Ipam;
using Linkspan.Engine.Plans;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Start-up and repair: what the kernel has is read as a plan, and the difference to the intent is applied like any other.
/// Only objects marked as ours are read, so only these can be removed.
/// </content>
internal sealed partial class HostKernel
{
    private const int FewFacts = 500;

    private readonly Dictionary<int, string> _hostLinks = []; // ours by index: a notification names a link that is gone by its index only

    /// <summary>Makes the kernel agree with a plan, whatever it has now.</summary>
    /// <returns>What was done.</returns>
    public Difference Reconcile(Plan desired)
    {
        Reap();
        _bridges.Clear();
        LentDevice.FinishReturns(_route, _route.Links());
        Difference difference = Possible(Plan.Compare(Observe(desired), desired));
        _repairing = true;
        try
        {
            Apply(difference);
        }
        finally
        {
            _repairing = false;
        }

        _firewall.EnsureUserTable();
        if (difference.Remove.Any(static fact => fact is VethFact))
        {
            Reap(); // the other end may lie in a container that lives on and must not see it any longer
        }

        return difference;
    }

    private Plan Observe(Plan desired)
    {
        var observed = new Plan();
        List<Link> links = _route.Links();
        var pins = desired.Facts.OfType<SandboxFact>().Select(fact => NamespacePath(fact.Sandbox)).ToHashSet(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(_folder).Where(path => !pins.Contains(path)))
        {
            observed.Add(new SandboxFact(Path.GetFileName(path)));
        }

        ObserveHost(links, desired, patient: false, observed);
        foreach (Link link in links.Where(link => link.Group == LinkGroups.Ours))
        {
            _watch?.Claim(link.Index);
            ObserveStray(link, desired, observed);
        }

        foreach (ElementFact element in _firewall.Observe())
        {
            observed.Add(element);
        }

        return observed;
    }

    /// <summary>What is true of the wanted facts, elements aside.</summary>
    private void ObserveHost(IReadOnlyCollection<Link> links, Plan desired, bool patient, Plan observed)
    {
        ObserveBridges(links, desired, observed);
        ObserveUplinks(links, desired, patient, observed);
        ObserveParents(links, desired, observed);
        ObserveHostWays(desired, patient, observed);
        ObserveAddresses(links, desired, patient, observed);
        Dictionary<string, SandboxEnd> ends = ObserveSandboxes(links, desired, patient, observed);
        ObservePairs(links, desired, ends, patient, observed);
        foreach (SysctlFact fact in desired.Facts.OfType<SysctlFact>().Where(static fact => fact.Sandbox.Length == 0 && HostSysctl.Read(fact.Path) == fact.Value))
        {
            observed.Add(fact);
        }
    }

    private void ObserveBridges(IReadOnlyCollection<Link> links, Plan desired, Plan observed)
    {
        Dictionary<string, Link> names = links.ToDictionary(static link => link.Name, StringComparer.Ordinal);
        foreach (BridgeFact fact in desired.Facts.OfType<BridgeFact>())
        {
            if (!names.TryGetValue(fact.Name, out Link? link))
            {
                _bridges.Remove(fact.Name);
                continue;
            }

            _hostLinks[link.Index] = link.Name;
            if (!fact.Adopted && link.Group != LinkGroups.Ours)
            {
                _bridges.Remove(fact.Name); // it is another's by that name
                continue;
            }

            _bridges[fact.Name] = link.Index;
            if (fact.Adopted || (link is { Group: LinkGroups.Ours, Kind: "bridge" }))
            {
                observed.Add(fact.Adopted ? fact : fact with { MtuBytes = link.IsUp ? link.Mtu : 0 });
            }

            if (desired.Find(new GuardFact(fact.Name).Key) is { } guard && GuardStands(link.Index))
            {
                observed.Add(guard);
            }
        }
    }

    /// <summary>A pair that is not as it should be stands for what it is; one whose other end is lost, or elsewhere, for one that no plan holds.</summary>
    private void ObservePairs(IReadOnlyCollection<Link> links, Plan desired, Dictionary<string, SandboxEnd> ends, bool patient, Plan observed)
    {
        var indexes = links.ToDictionary(static link => link.Index, static link => link.Name);
        var strays = links.Where(link => !patient && IsStrayBridge(link, desired)).Select(static link => link.Index).ToHashSet();
        foreach (Link link in links.Where(static link => link.Group == LinkGroups.Ours))
        {
            if (desired.Find(new FactKey(FactKind.Veth, "", link.Name)) is not VethFact wanted)
            {
                continue;
            }

            _hostLinks[link.Index] = link.Name;
            if (wanted.Waits)
            {
                observed.Add(wanted with { Waits = !link.IsUp || (link.Master != 0 && !strays.Contains(link.Master)) });
                continue;
            }

            SandboxEnd end = ends.GetValueOrDefault(link.Name, SandboxEnd.Missing);
            bool marked = !patient && link.Alias == PairAhead.Alias; // while we run it is taken off soon
            observed.Add(end == SandboxEnd.Missing ? Stray(link.Name) : wanted with
            {
                Bridge = indexes.GetValueOrDefault(link.Master, ""),
                MtuBytes = link.IsUp && link.Hairpin == Hairpin(wanted) && end == SandboxEnd.Right && !marked ? link.Mtu : 0,
                Isolated = link.Isolated,
            });
        }
    }

    private static VethFact Stray(string link) => new(link, "", "", "", System.Net.NetworkInformation.PhysicalAddress.None, 0, Isolated: false);

    private static bool IsStrayBridge(Link link, Plan desired) =>
        link is { Kind: "bridge", Group: LinkGroups.Ours } && desired.Find(new FactKey(FactKind.Bridge, "", link.Name)) is null;

    private static void ObserveStray(Link link, Plan desired, Plan observed)
    {
        if (IsStrayBridge(link, desired))
        {
            observed.Add(new BridgeFact(link.Name, 0, Adopted: false));
        }
        else if (link.Kind is "macvlan" or "ipvlan" or "vlan")
        {
            if (desired.Find(new FactKey(link.Kind == "vlan" ? FactKind.Parent : FactKind.Child, "", link.Name)) is null)
            {
                observed.Add(new StrayFact("", link.Name));
            }
        }
        else if (link.Kind != "bridge" && desired.Find(new FactKey(FactKind.Veth, "", link.Name)) is null && !IsPatch(link.Name, desired))
        {
            observed.Add(Stray(link.Name));
        }
    }

    private void ObserveAddresses(IReadOnlyCollection<Link> links, Plan desired, bool patient, Plan observed)
    {
        var ours = links.Where(static link => link is { Group: LinkGroups.Ours, Kind: "bridge" }).Select(static link => link.Index).ToHashSet();
        ours.RemoveWhere(index => links.Any(link => link.Index == index && (IsUplink(link.Name, desired) || IsUplink(link.Name, observed)))); // the host's own are there
        var all = links.ToDictionary(static link => link.Index);
        // While running, the few links that a notification named; there may be thousands of others.
        int[] looked = patient && desired.Facts.Count < FewFacts
            ? [.. links.Where(link => desired.Find(new FactKey(FactKind.Bridge, "", link.Name)) is not null).Select(static link => link.Index)]
            : [0]; // all
        var ways = looked.SelectMany(link => _route.Routes(link: link)).Where(static route => route.Gateway is null && route.Table != RouteTable.Local)
            .Select(static route => (route.Link, route.Destination)).ToHashSet();
        foreach (LinkAddress address in looked.SelectMany(link => _route.Addresses(link)))
        {
            if (!all.TryGetValue(address.Link, out Link? link))
            {
                continue; // not looked at
            }

            var fact = new AddressFact("", link.Name, address.Address, address.PrefixLength);
            if (desired.Find(fact.Key) is { } wanted)
            {
                if (!link.IsUp || fact.PrefixLength == AddressMath.Bits(fact.Address.AddressFamily) || ways.Contains((link.Index, fact.Subnet)))
                {
                    observed.Add(wanted);
                }
            }
            else if (!patient && ours.Contains(address.Link) && !address.Address.IsIPv6LinkLocal)
            {
                observed.Add(fact); // link-local ones are the kernel's; an administrator's own address is left alone while we run; a start cleans up
            }
        }
    }

    /// <summary>Reads the inside of every sandbox that is wanted and there.</summary>
    /// <returns>How the ends of their pairs are, by the pairs' names on the host.</returns>
    private Dictionary<string, SandboxEnd> ObserveSandboxes(IReadOnlyCollection<Link> links, Plan desired, bool patient, Plan observed)
    {
        var hostLinks = links.Where(static link => link.Group == LinkGroups.Ours).Select(static link => link.Name).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, SandboxEnd> ends = new(StringComparer.Ordinal);
        ILookup<string, Fact> facts = desired.Facts.ToLookup(static fact => fact is VethFact veth ? veth.Sandbox : fact is ElementFact ? "" : fact.Key.Scope, StringComparer.Ordinal);
        foreach (SandboxFact sandbox in desired.Facts.OfType<SandboxFact>())
        {
            if (HasNamespace(sandbox.Sandbox))
            {
                observed.Add(sandbox);
            }
            else if (!_sandboxes.ContainsKey(sandbox.Sandbox))
            {
                continue; // nothing holds it
            }

            foreach ((string link, SandboxEnd end) in Sandbox(sandbox.Sandbox).Observe(sandbox.Sandbox, [.. facts[sandbox.Sandbox]], hostLinks, patient, observed))
            {
                ends[link] = end;
            }
        }

        return ends;
    }
}
