using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Applying a difference, in an order that never opens a gap: what is new is built up to its addresses and routes, then one
/// nf_tables transaction changes the firewall, then what is old goes. An attach is three sends: veth, sandbox, firewall.
/// </content>
internal sealed partial class HostKernel
{
    private readonly NetlinkBatch _hostBatch = new(capacityBytes: 1024);
    private readonly Dictionary<string, int> _bridges = new(StringComparer.Ordinal);

    /// <summary>Makes the kernel follow a difference.</summary>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference) => Apply(difference, firewall: false);

    /// <summary>Makes the kernel follow a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="firewall">The table is to be made anew where it is gone, whatever its elements are.</param>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference, bool firewall)
    {
        if (!difference.IsEmpty || firewall)
        {
            Build(difference);
            Complete(difference, firewall);
        }
    }

    /// <summary>The first part of <see cref="Apply(Difference)"/>: links, addresses and routes that are to be there; the firewall leads nothing to them yet.</summary>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Build(Difference difference)
    {
        try
        {
            RemoveReplacedLinks(difference);
            AddLinks(difference);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("apply the change", e);
        }
        finally
        {
            _hostBatch.Clear();
        }
    }

    /// <summary>The second part: the firewall lets packets there, and what is no longer asked for goes.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="firewall">The table is to be made anew where it is gone, whatever its elements are.</param>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Complete(Difference difference, bool firewall = false)
    {
        try
        {
            FaultPoint.Pass("apply firewall");
            _firewall.Apply(difference.Remove.OfType<ElementFact>(), difference.Add.OfType<ElementFact>());
            foreach (ResolverFact fact in difference.Add.OfType<ResolverFact>())
            {
                FaultPoint.Pass("apply Resolver");
                Sandbox(fact.Sandbox).Add(fact);
            }

            Announce(difference.Add);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("apply the change", e);
        }

        RemoveRest(difference);
    }

    /// <summary>Tells the segments of links that were just born which addresses came with them.</summary>
    private void Announce(IReadOnlyList<Fact> added)
    {
        foreach (Fact fact in added)
        {
            (string sandbox, string link, PhysicalAddress? mac) = fact switch
            {
                VethFact veth => (veth.Sandbox, veth.Peer, veth.Mac),
                MacvlanFact { Mode: not Model.SegmentMode.PassThrough } macvlan => (macvlan.Sandbox, macvlan.Link, macvlan.Mac),
                ChildFact { Sandbox.Length: > 0 } child and (MacvlanFact or IpvlanFact { Layer: Model.IpvlanLayer.L2 }) => (child.Sandbox, child.Link, MacOf(child.Parent)),
                _ => ("", "", null),
            };
            if (sandbox.Length == 0 || mac is null)
            {
                continue;
            }

            IPAddress[] addresses = [.. added.OfType<AddressFact>().Where(address => address.Sandbox == sandbox && address.Link == link).Select(static address => address.Address)];
            if (addresses.Length > 0)
            {
                _announcer.Announce(NamespacePath(sandbox), Sandbox(sandbox).IndexOf(link), MacAddress.From(mac), addresses);
            }
        }
    }

    /// <summary>
    /// A pair that leads elsewhere cannot be changed into the right one: it goes first, since its name is needed. One that differs in its
    /// settings only is changed where it is, so that the container's connections live on.
    /// </summary>
    private void RemoveReplacedLinks(Difference difference)
    {
        if (difference.Remove.Count == 0)
        {
            return;
        }

        var added = difference.Add.OfType<VethFact>().ToDictionary(static fact => fact.Key);
        foreach (VethFact fact in difference.Remove.OfType<VethFact>())
        {
            if (added.TryGetValue(fact.Key, out VethFact? wanted) && !SamePair(fact, wanted))
            {
                _route.TrySend(new DeleteLink { Name = fact.HostLink });
            }
        }

        var children = difference.Add.OfType<ChildFact>().Select(static fact => fact.Key).ToHashSet();
        foreach (StrayFact fact in difference.Remove.OfType<StrayFact>().Where(fact => children.Contains(fact.Key)))
        {
            Remove(fact, closing: false);
        }
    }

    private static bool SamePair(VethFact left, VethFact right) => left.Sandbox == right.Sandbox && left.Peer == right.Peer;

    private void AddLinks(Difference difference)
    {
        HashSet<SandboxKernel> touched = [];
        var present = difference.Remove.OfType<VethFact>().ToDictionary(static fact => fact.Key);
        var adjusted = difference.Remove.OfType<ChildFact>().Where(static fact => fact is not StrayFact).Select(static fact => fact.Key).ToHashSet();
        try
        {
            AddLinks(difference.Add, (present, adjusted), touched);
            foreach (SandboxKernel sandbox in touched)
            {
                FaultPoint.Pass("send sandbox");
                sandbox.Flush(); // first: a link that has a carrier makes its IPv6 address of the MAC that it has then
            }

            FaultPoint.Pass("send host");
            FlushHost();
        }
        finally
        {
            foreach (SandboxKernel sandbox in touched)
            {
                sandbox.Clear(); // what a failed change left unsent must not go out with the next one
            }
        }
    }

    private void AddLinks(IReadOnlyList<Fact> facts, (Dictionary<FactKey, VethFact> Pairs, HashSet<FactKey> Children) there, HashSet<SandboxKernel> touched)
    {
        (Dictionary<FactKey, VethFact> present, HashSet<FactKey> adjusted) = there;
        foreach (Fact fact in facts)
        {
            if (fact is not (ElementFact or ResolverFact or SandboxFact))
            {
                FaultPoint.Pass($"apply {fact.Key.Kind}");
            }

            switch (fact)
            {
                case SandboxFact sandbox:
                    if (!_sandboxes.TryGetValue(sandbox.Sandbox, out SandboxKernel? kernel))
                    {
                        Place(SandboxKernel.Create(), sandbox.Sandbox);
                    }
                    else if (_repairing && !HasNamespace(sandbox.Sandbox))
                    {
                        Place(kernel, sandbox.Sandbox); // its container runs in this one, whoever took the pin away
                    }

                    touched.Add(_sandboxes[sandbox.Sandbox]);
                    break;
                case BridgeFact bridge:
                    Add(bridge);
                    break;
                case VlanFact vlan:
                    Add(vlan);
                    break;
                case PatchFact patch:
                    Add(patch);
                    break;
                case UplinkFact uplink:
                    Add(uplink);
                    break;
                case GuardFact guard:
                    Add(guard);
                    break;
                case VethFact { Waits: true } veth:
                    _hostBatch.Add(new SetLink { Index = _route.FindIndex(veth.HostLink), Up = false });
                    break;
                case VethFact veth when (present.TryGetValue(veth.Key, out VethFact? other) && SamePair(veth, other)) || TakeBack(veth.HostLink) is not null:
                    Adjust(veth);
                    touched.Add(Sandbox(veth.Sandbox));
                    break;
                case VethFact veth when Sandbox(veth.Sandbox).TakeAhead(veth.HostLink) is { } ahead:
                    Join(veth, ahead);
                    touched.Add(Sandbox(veth.Sandbox));
                    break;
                case VethFact veth:
                    Add(veth);
                    touched.Add(Sandbox(veth.Sandbox));
                    break;
                case ChildFact child:
                    Add(child, adjust: adjusted.Contains(child.Key));
                    Touch(child.Sandbox, touched);
                    break;
                case SysctlFact { Sandbox.Length: 0 } sysctl:
                    WriteHost(sysctl);
                    break;
                case SysctlFact sysctl:
                    Sandbox(sysctl.Sandbox).Write(sysctl.Path, sysctl.Value);
                    break;
                case AddressFact { Sandbox.Length: 0 } address:
                    Add(address);
                    break;
                case AddressFact address:
                    Sandbox(address.Sandbox).Add(address);
                    touched.Add(Sandbox(address.Sandbox));
                    break;
                case RouteFact { Sandbox.Length: 0 } route:
                    _hostBatch.Add(new AddRoute { Destination = route.Destination, Gateway = route.Gateway, Link = BridgeIndex(route.Link), Source = route.Source, Replace = true });
                    break;
                case NeighbourFact { Sandbox.Length: 0 } neighbour:
                    _hostBatch.Add(Neighbour(neighbour, BridgeIndex(neighbour.Link)));
                    break;
                case NeighbourFact neighbour:
                    Sandbox(neighbour.Sandbox).Add(neighbour);
                    touched.Add(Sandbox(neighbour.Sandbox));
                    break;
                case RuleFact rule:
                    Sandbox(rule.Sandbox).Add(rule);
                    touched.Add(Sandbox(rule.Sandbox));
                    break;
                case RouteFact route:
                    Sandbox(route.Sandbox).Add(route);
                    touched.Add(Sandbox(route.Sandbox));
                    break;
            }
        }
    }

    private void Touch(string sandbox, HashSet<SandboxKernel> touched)
    {
        if (sandbox.Length > 0)
        {
            touched.Add(Sandbox(sandbox));
        }
    }

    private void FlushHost()
    {
        if (_hostBatch.Count > 0)
        {
            _route.Send(_hostBatch);
            _hostBatch.Clear();
        }
    }

    private static void WriteHost(SysctlFact sysctl)
    {
        if (HostSysctl.Read(sysctl.Path) is { } current && current != sysctl.Value)
        {
            HostSysctl.Write(sysctl.Path, sysctl.Value);
        }
    }

    private SandboxKernel Sandbox(string id)
    {
        if (!_sandboxes.TryGetValue(id, out SandboxKernel? sandbox))
        {
            sandbox = SandboxKernel.Open(NamespacePath(id));
            _sandboxes[id] = sandbox;
            Hear(id, sandbox);
        }

        return sandbox;
    }

    private int BridgeIndex(string bridge)
    {
        if (!_bridges.TryGetValue(bridge, out int index))
        {
            index = _route.FindIndex(bridge);
            _bridges[bridge] = index;
            _hostLinks[index] = bridge;
        }

        return index;
    }
}
