using Linkspan.Engine.Plans;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Links of others that have names of ours. Nothing of ours is put on them or taken off them: start and repair let it wait
/// (<c>HostKernel.Waiting</c>), and a removal passes it over.
/// </content>
internal sealed partial class HostKernel
{
    private const int FewNames = 20; // to read all links costs as much

    /// <summary>Those of the names that links of others have; what becomes of such a link is told to who asks for <see cref="Ours"/> from now on.</summary>
    public HashSet<string> Taken(IReadOnlySet<string> names)
    {
        IEnumerable<Link> links = names.Count <= FewNames ? names.Select(_route.FindLink).OfType<Link>() : _route.Links();
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (Link link in links.Where(link => link.Group != LinkGroups.Ours && names.Contains(link.Name)))
        {
            _hostLinks[link.Index] = link.Name; // its end will be told by the index alone
            _bridges.Remove(link.Name);
            _view = null; // in which its ranges are ours
            taken.Add(link.Name);
        }

        return taken;
    }

    /// <summary>True where a fact asks for a link to be made whose name others have.</summary>
    private bool IsTaken(Fact fact) => MadeName(fact) is { } name && IsForeign(name);

    private static string? MadeName(Fact fact) => fact switch
    {
        BridgeFact { Adopted: false } bridge => bridge.Name,
        VlanFact vlan => vlan.Name,
        PatchFact patch => patch.Name,
        ChildFact { Sandbox.Length: 0 } child => child.Link,
        _ => null,
    };

    /// <summary>A plan without links whose names others have, and without what stands on these.</summary>
    private Plan WithoutTaken(Plan plan)
    {
        var taken = plan.Facts.Where(IsTaken).Select(MadeName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (taken.Count == 0)
        {
            return plan;
        }

        var rest = new Plan();
        foreach (Fact fact in plan.Facts.Where(fact => !taken.Contains(MadeName(fact) ?? HostLinkOf(fact) ?? "")))
        {
            rest.Add(fact);
        }

        return rest;
    }

    /// <summary>The link of the host that a fact is about, and that it does not make; null where it is about none.</summary>
    private static string? HostLinkOf(Fact fact) => fact switch
    {
        GuardFact guard => guard.Bridge,
        UplinkFact uplink => uplink.Bridge,
        AddressFact { Sandbox.Length: 0 } address => address.Link,
        RouteFact { Sandbox.Length: 0 } route => route.Link,
        NeighbourFact { Sandbox.Length: 0 } neighbour => neighbour.Link,
        _ => null,
    };
}
