using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Kernel;

/// <content>
/// A NIC may be unplugged, and all links that hang on it end with it. Start and repair leave out what cannot stand without it, so that all else is put
/// right, and make it when the NIC is back: its notification is one of a link that a network is on. So they do where others have the name of a link of ours.
/// </content>
internal sealed partial class HostKernel
{
    /// <summary>True where a link of the host is there and up, false where it is down, null where it is gone.</summary>
    public bool? IsUp(string link)
    {
        if (_route.FindLink(link) is not { } found)
        {
            return null;
        }

        _hostLinks[found.Index] = found.Name; // its end will be told by the index alone
        return found.IsUp;
    }

    /// <summary>Checks that a link of the host carries something.</summary>
    /// <exception cref="LinkspanException">Conflict: it is down or gone.</exception>
    public void RequireUp(string link)
    {
        if (IsUp(link) is var up && up != true)
        {
            throw up is null ? KernelErrors.ParentGone(link) : KernelErrors.ParentDown(link);
        }
    }

    /// <summary>Makes the kernel follow a difference as far as the links that it speaks of are there; what waits is made when they come.</summary>
    /// <exception cref="LinkspanException">The kernel refused something.</exception>
    public void Follow(Difference difference) => Apply(Possible(difference));

    /// <summary>The part of a difference that does not wait for a link of the host.</summary>
    private Difference Possible(Difference difference)
    {
        var replaced = difference.Remove.OfType<ChildFact>().Where(static fact => fact is not StrayFact).Select(static fact => fact.Key).ToHashSet();
        var coming = difference.Add.OfType<SandboxFact>().Select(static fact => fact.Sandbox).ToHashSet(StringComparer.Ordinal);
        Dictionary<(string Sandbox, string Link), bool> there = [];
        HashSet<FactKey> waiting = [];
        foreach (Fact fact in difference.Add)
        {
            bool stands = fact switch
            {
                _ when IsTaken(fact) => false,
                VlanFact vlan => IsUp(vlan.Base) == true,
                GuardFact guard => There("", guard.Bridge),
                UplinkFact uplink => There("", uplink.Nic) && There("", uplink.Bridge),
                VethFact veth => There("", veth.Waits ? veth.HostLink : veth.Bridge),
                ChildFact child when replaced.Contains(child.Key) => true,
                DeviceFact device => There("", device.Parent),
                ChildFact child => there.TryGetValue(("", child.Parent), out bool made) ? made : IsUp(child.Parent) == true,
                AddressFact address => There(address.Sandbox, address.Link),
                NeighbourFact neighbour => There(neighbour.Sandbox, neighbour.Link),
                RouteFact route => There(route.Sandbox, route.Link),
                SysctlFact sysctl => SysctlLink(sysctl.Path) is not { } link || There(sysctl.Sandbox, link),
                _ => true,
            };
            if (!stands)
            {
                waiting.Add(fact.Key);
            }

            foreach ((string Sandbox, string Link) made in MadeLinks(fact))
            {
                there[made] = stands;
            }
        }

        return waiting.Count == 0
            ? difference
            : new Difference([.. difference.Remove.Where(fact => !waiting.Contains(fact.Key))], [.. difference.Add.Where(fact => !waiting.Contains(fact.Key))]);

        bool There(string sandbox, string link)
        {
            if (!there.TryGetValue((sandbox, link), out bool known))
            {
                known = sandbox.Length == 0 ? _route.FindIndex(link) > 0 : coming.Contains(sandbox) ? link == "lo" : Sandbox(sandbox).Has(link);
                there[(sandbox, link)] = known;
            }

            return known;
        }
    }

    /// <summary>The links that a fact brings and others speak of.</summary>
    private static (string Sandbox, string Link)[] MadeLinks(Fact fact) => fact switch
    {
        BridgeFact bridge => [("", bridge.Name)],
        VlanFact vlan => [("", vlan.Name)],
        PatchFact patch => [("", patch.Name), ("", patch.Peer)],
        VethFact { Waits: false } veth => [("", veth.HostLink), (veth.Sandbox, veth.Peer)],
        ChildFact child => [(child.Sandbox, child.Link)],
        _ => [],
    };

    /// <summary>The link that a value is of: <c>net/ipv4/conf/LINK/name</c>.</summary>
    private static string? SysctlLink(string path) =>
        path.Split('/') is ["net", "ipv4" or "ipv6", "conf" or "neigh", not ("all" or "default") and { } link, ..] ? link : null;
}
