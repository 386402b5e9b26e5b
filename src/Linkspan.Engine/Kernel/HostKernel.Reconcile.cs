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
        Apply(difference);
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
        ObserveAddresses(links, desired, observed);
        var wanted = desired.Facts.OfType<SandboxFact>().ToDictionary(fact => NamespacePath(fact.Sandbox), StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            ObserveSandbox(path, wanted.GetValueOrDefault(path), observed);
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
            if (link.Kind == "bridge")
            {
                observed.Add(new BridgeFact(link.Name, link.IsUp ? link.Mtu : 0, Adopted: false));
            }
            else if (desired.Find(new FactKey(FactKind.Veth, "", link.Name)) is VethFact wanted && link.IsUp && link.Mtu == wanted.MtuBytes &&
                link.Isolated == wanted.Isolated && names.GetValueOrDefault(link.Master) == wanted.Bridge)
            {
                observed.Add(wanted);
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

    private void ObserveAddresses(List<Link> links, Plan desired, Plan observed)
    {
        var ours = links.Where(static link => link is { Group: LinkGroups.Ours, Kind: "bridge" }).ToDictionary(static link => link.Index, static link => link.Name);
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
