using Linkspan.Engine.Plans;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Start-up and repair: what the kernel has is read as a plan, and the difference to the intent is applied like any other.
/// Only objects marked as ours are read, so only these can be removed.
/// </content>
internal sealed partial class HostKernel
{
    /// <summary>Makes the kernel agree with a plan, whatever it has now.</summary>
    /// <returns>What was done.</returns>
    public Difference Reconcile(Plan desired)
    {
        Reap();
        _bridges.Clear();
        Difference difference = Plan.Compare(Observe(desired), desired);
        _repairing = true;
        try
        {
            Apply(difference);
        }
        finally
        {
            _repairing = false;
        }

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
        ObserveLinks(links, desired, observed);
        ObserveUplinks(links, desired, observed);
        ObserveAddresses(links, desired, observed);
        ObserveHostRoutes(links, desired, observed);
        var wanted = desired.Facts.OfType<SandboxFact>().ToDictionary(fact => NamespacePath(fact.Sandbox), StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            ObserveSandbox(path, wanted.GetValueOrDefault(path), observed);
        }

        foreach (SandboxFact fact in observed.Facts.OfType<SandboxFact>().Where(fact => desired.Find(fact.Key) is not null).ToArray())
        {
            ObserveChildren(Sandbox(fact.Sandbox).OwnLinks(), fact.Sandbox, links, desired, observed);
        }

        foreach (SysctlFact fact in desired.Facts.OfType<SysctlFact>().Where(static fact => fact.Sandbox.Length == 0 && HostSysctl.Read(fact.Path) == fact.Value))
        {
            observed.Add(fact);
        }

        foreach (ElementFact element in _firewall.Observe())
        {
            observed.Add(element);
        }

        return observed;
    }

    /// <summary>
    /// A link that is as it should be stands for its fact; one that is not, or that nobody asked for, stands for a fact that no plan
    /// holds, so that the difference removes it.
    /// </summary>
    private static void ObserveLinks(List<Link> links, Plan desired, Plan observed)
    {
        var names = links.ToDictionary(static link => link.Index, static link => link.Name);
        foreach (Link link in links.Where(static link => link.Group == LinkGroups.Ours))
        {
            if (link.Kind is "macvlan" or "ipvlan")
            {
                ObserveChildren([link], sandbox: "", links, desired, observed);
            }
            else if (FindMade(link, links, desired) is { } made)
            {
                observed.Add(made);
            }
            else if (link.Kind == "bridge")
            {
                observed.Add(new BridgeFact(link.Name, link.IsUp ? link.Mtu : 0, Adopted: false));
            }
            else if (desired.Find(new FactKey(FactKind.Veth, "", link.Name)) is VethFact wanted && link.IsUp && link.Mtu == wanted.MtuBytes &&
                link.Isolated == wanted.Isolated && names.GetValueOrDefault(link.Master) == wanted.Bridge)
            {
                observed.Add(wanted);
            }
            else if (link.Kind == "vlan")
            {
                observed.Add(new StrayFact("", link.Name));
            }
            else
            {
                observed.Add(new VethFact(link.Name, "", "", "", System.Net.NetworkInformation.PhysicalAddress.None, 0, Isolated: false));
            }
        }

        foreach (BridgeFact adopted in desired.Facts.OfType<BridgeFact>().Where(static fact => fact.Adopted))
        {
            observed.Add(adopted);
        }
    }

    /// <summary>The fact of a parent of our making that the link, in good order, stands for; null where it stands for none.</summary>
    private static Fact? FindMade(Link link, List<Link> links, Plan desired)
    {
        if (link.Kind == "vlan")
        {
            return desired.Find(new FactKey(FactKind.Parent, "", link.Name)) is VlanFact vlan && link.IsUp && link.VlanId == vlan.Id &&
                links.Find(other => other.Index == link.Parent)?.Name == vlan.Base ? vlan : null;
        }

        PatchFact? patch = desired.Facts.OfType<PatchFact>().FirstOrDefault(patch => patch.Name == link.Name || patch.Peer == link.Name);
        return patch is not null && link.IsUp && links.Find(other => other.Index == link.Parent) is { IsUp: true } ? patch : null;
    }

    /// <summary>Links on parents, in a sandbox or on the host: those as they should be stand for their facts, the others must go.</summary>
    private static void ObserveChildren(List<Link> ours, string sandbox, List<Link> host, Plan desired, Plan observed)
    {
        foreach (Link link in ours)
        {
            bool good = desired.Find(new FactKey(FactKind.Child, sandbox, link.Name)) is ChildFact wanted && link.IsUp && link.Kind == wanted.LinkKind &&
                (wanted.MtuBytes == 0 || wanted.MtuBytes == link.Mtu) && host.Find(parent => parent.Index == link.Parent)?.Name == wanted.Parent;
            observed.Add(good ? desired.Find(new FactKey(FactKind.Child, sandbox, link.Name))! : new StrayFact(sandbox, link.Name));
        }
    }

    private void ObserveAddresses(List<Link> links, Plan desired, Plan observed)
    {
        var ours = links.Where(static link => link is { Group: LinkGroups.Ours, Kind: "bridge" }).ToDictionary(static link => link.Index, static link => link.Name);
        foreach (Link uplink in links.Where(link => observed.Find(new FactKey(FactKind.Uplink, "", link.Name)) is not null || desired.Find(new FactKey(FactKind.Uplink, "", link.Name)) is not null))
        {
            ours.Remove(uplink.Index); // the host's own addresses are there
        }

        var all = links.ToDictionary(static link => link.Index, static link => link.Name);
        foreach (LinkAddress address in _route.Addresses())
        {
            if (address.Address.IsIPv6LinkLocal)
            {
                continue; // the kernel's own
            }

            if (ours.TryGetValue(address.Link, out string? bridge))
            {
                observed.Add(new AddressFact("", bridge, address.Address, address.PrefixLength));
            }
            else if (all.TryGetValue(address.Link, out string? name) &&
                desired.Find(new AddressFact("", name, address.Address, address.PrefixLength).Key) is { } wanted)
            {
                observed.Add(wanted); // on a bridge that we joined
            }
        }
    }

    /// <summary>The host's ways to containers on parents: those that nobody asks for must go, the others are said again.</summary>
    private void ObserveHostRoutes(List<Link> links, Plan desired, Plan observed)
    {
        var ours = links
            .Where(static link => link is { Group: LinkGroups.Ours, Kind: "macvlan" or "ipvlan" })
            .ToDictionary(static link => link.Index, static link => link.Name);
        if (ours.Count == 0)
        {
            return;
        }

        foreach (Route route in _route.Routes().Where(static route => route.Table == RouteTable.Main && route.Destination.PrefixLength is 32 or 128))
        {
            if (ours.TryGetValue(route.Link, out string? link) && new RouteFact("", route.Destination, Gateway: null, link) is var stray && desired.Find(stray.Key) is null)
            {
                observed.Add(stray);
            }
        }
    }

    /// <summary>What is inside a sandbox is not read but said again: one send each, which changes nothing where all is well.</summary>
    private static void ObserveSandbox(string path, SandboxFact? wanted, Plan observed)
    {
        if (wanted is not null && Sandboxes.IsPinned(path))
        {
            observed.Add(wanted);
        }
        else if (wanted is null)
        {
            observed.Add(new SandboxFact(Path.GetFileName(path)));
        }
    }
}
