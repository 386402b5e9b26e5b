using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Applying a difference, in an order that never opens a gap: what is new is built up to its addresses and routes, then one
/// nf_tables transaction changes the firewall, then what is old goes. An attach is three sends: veth, sandbox, firewall.
/// </content>
internal sealed partial class HostKernel
{
    private static readonly TimeSpan ReapingDelay = TimeSpan.FromMilliseconds(100);

    private readonly NetlinkBatch _hostBatch = new(capacityBytes: 1024);
    private readonly Dictionary<string, int> _bridges = new(StringComparer.Ordinal);

    private ReadySandbox? _ready; // for the sandbox that is being made

    /// <summary>Makes the kernel follow a difference.</summary>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference) => Apply(difference, firewall: false);

    /// <summary>Makes the kernel follow a difference that makes a sandbox.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="ready">The stack that it takes, if it is the caller's; null to make or open one.</param>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference, ReadySandbox? ready)
    {
        _ready = ready;
        try
        {
            Apply(difference);
        }
        finally
        {
            _ready = null;
        }
    }

    /// <summary>Makes the kernel follow a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="firewall">The table is to be made anew where it is gone, whatever its elements are.</param>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference, bool firewall)
    {
        if (difference.IsEmpty && !firewall)
        {
            return;
        }

        try
        {
            RemoveReplacedLinks(difference);
            AddLinks(difference);
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
        finally
        {
            _hostBatch.Clear();
        }

        RemoveRest(difference);
    }

    /// <summary>Takes away everything that a plan asked for. It goes on after a failure, which is logged and repaired at the next start.</summary>
    public void Remove(Plan plan)
    {
        Difference difference = Plan.Compare(plan, Plan.Empty);
        try
        {
            FaultPoint.Pass("remove firewall");
            _firewall.Apply(difference.Remove.OfType<ElementFact>(), []);
        }
        catch (NetlinkException e)
        {
            Log.RemovalFailed(_log, "firewall elements", e);
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
            FaultPoint.Pass("send host");
            FlushHost();
            foreach (SandboxKernel sandbox in touched)
            {
                FaultPoint.Pass("send sandbox");
                sandbox.Flush();
            }
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
            if (fact is not (ElementFact or ResolverFact))
            {
                FaultPoint.Pass($"apply {fact.Key.Kind}");
            }

            switch (fact)
            {
                case SandboxFact sandbox:
                    _sandboxes[sandbox.Sandbox] = OpenNew(NamespacePath(sandbox.Sandbox));
                    Hear(sandbox.Sandbox, _sandboxes[sandbox.Sandbox]);
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
                case VethFact veth when present.TryGetValue(veth.Key, out VethFact? other) && SamePair(veth, other):
                    Adjust(veth);
                    touched.Add(Sandbox(veth.Sandbox));
                    break;
                case VethFact veth when Sandbox(veth.Sandbox).TakeAhead(veth.HostLink) is > 0 and int index:
                    Join(veth, index);
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
                    _hostBatch.Add(
                        new AddAddress
                        {
                            Link = BridgeIndex(address.Link),
                            Address = address.Address,
                            PrefixLength = address.PrefixLength,
                            Flags = AddressFlags.NoDuplicateDetection,
                            Replace = true,
                        });
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

    private void Add(BridgeFact bridge)
    {
        if (_route.FindLink(bridge.Name) is not { } existing)
        {
            _route.Send(new Bridge { Name = bridge.Name, Mtu = bridge.MtuBytes, Mac = BridgeMac.For(bridge.Name), Group = LinkGroups.Ours });
            _bridges.Remove(bridge.Name);
        }
        else if (existing.Group == LinkGroups.Ours)
        {
            _route.Send(new SetLink { Index = existing.Index, Mtu = bridge.MtuBytes, Up = true });
        }
        else if (!bridge.Adopted)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"link {bridge.Name} exists and is not Linkspan's; remove it or choose another bridge name");
        }
    }

    private void Add(VethFact veth)
    {
        VethIndexes indexes = _route.Add(new VethPair
        {
            Name = veth.HostLink,
            PeerName = veth.Peer,
            PeerNamespace = Sandbox(veth.Sandbox).Namespace,
            PeerMac = MacAddress.From(veth.Mac),
            Master = BridgeIndex(veth.Bridge),
            Mtu = veth.MtuBytes,
            PeerMtu = veth.PeerMtuBytes,
            Group = LinkGroups.Ours,
        });
        Sandbox(veth.Sandbox).Born(veth.Peer, indexes.PeerIndex);
        Treat(veth, indexes.Index);
    }

    /// <summary>Puts a pair made ahead on its bridge.</summary>
    private void Join(VethFact veth, int index)
    {
        _hostBatch.Add(new SetLink { Index = index, Alias = "", Group = LinkGroups.Ours, Master = BridgeIndex(veth.Bridge), Mtu = veth.MtuBytes });
        Sandbox(veth.Sandbox).Adjust(veth);
        Treat(veth, index);
    }

    /// <summary>Queues how a bridge treats its new port, where that is not the kernel's own way.</summary>
    private void Treat(VethFact veth, int index)
    {
        _hostLinks[index] = veth.HostLink;
        bool hairpin = SeesBridgedPackets();
        if (veth.Isolated || hairpin)
        {
            _hostBatch.Add(new SetBridgePort { Index = index, Isolated = veth.Isolated, Hairpin = hairpin });
        }
    }

    /// <summary>Puts a pair right that exists: both ends, the bridge, and how the bridge treats its port.</summary>
    private void Adjust(VethFact veth)
    {
        int index = _route.FindIndex(veth.HostLink);
        _hostBatch.Add(new SetLink { Index = index, Master = BridgeIndex(veth.Bridge), Mtu = veth.MtuBytes, Up = true });
        _hostBatch.Add(new SetBridgePort { Index = index, Isolated = veth.Isolated, Hairpin = SeesBridgedPackets() });
        Sandbox(veth.Sandbox).Adjust(veth);
    }

    /// <summary>
    /// True where br_netfilter shows bridged packets to the IP hooks, as other engines ask it to: a container's packet to its own published
    /// port is then translated inside the bridge, and only a port in hairpin mode lets it out where it came in.
    /// </summary>
    private static bool SeesBridgedPackets() =>
        HostSysctl.Read("net/bridge/bridge-nf-call-iptables") == "1" || HostSysctl.Read("net/bridge/bridge-nf-call-ip6tables") == "1";

    private void FlushHost()
    {
        if (_hostBatch.Count > 0)
        {
            _route.Send(_hostBatch);
            _hostBatch.Clear();
        }
    }

    /// <summary>Links, addresses, routes and sandboxes that are no longer asked for. A fact whose value was replaced is gone already.</summary>
    private void RemoveRest(Difference difference)
    {
        var kept = difference.Add.Select(static fact => fact.Key).ToHashSet();
        var closing = difference.Remove.OfType<SandboxFact>().Select(static fact => fact.Sandbox).ToHashSet(StringComparer.Ordinal);
        foreach (Fact fact in difference.Remove)
        {
            if (fact is ElementFact || kept.Contains(fact.Key) || (closing.Contains(fact.Key.Scope) && fact is not ChildFact))
            {
                continue; // done, or it ends with its sandbox
            }

            try
            {
                FaultPoint.Pass($"remove {fact.Key.Kind}");
                Remove(fact, closing);
            }
            catch (Exception e) when (e is NetlinkException or IOException or LinkspanException)
            {
                Log.RemovalFailed(_log, fact.ToString()!, e);
            }
        }
    }

    private void Remove(Fact fact, HashSet<string> closing)
    {
        switch (fact)
        {
            case ResolverFact resolver:
                Sandbox(resolver.Sandbox).RemoveResolver();
                break;
            case RouteFact { Sandbox.Length: 0 } route:
                _route.TrySend(new DeleteRoute { Destination = route.Destination, Gateway = route.Gateway, Link = _route.FindIndex(route.Link) });
                break;
            case NeighbourFact { Sandbox.Length: 0 } neighbour:
                _route.TrySend(new DeleteNeighbour { Link = _route.FindIndex(neighbour.Link), Address = neighbour.Address });
                break;
            case NeighbourFact neighbour:
                Sandbox(neighbour.Sandbox).Remove(neighbour);
                Sandbox(neighbour.Sandbox).Flush();
                break;
            case RuleFact rule:
                Sandbox(rule.Sandbox).Remove(rule);
                Sandbox(rule.Sandbox).Flush();
                break;
            case RouteFact route:
                Sandbox(route.Sandbox).Remove(route);
                Sandbox(route.Sandbox).Flush();
                break;
            case AddressFact { Sandbox.Length: 0 } address:
                if (_route.FindIndex(address.Link) is > 0 and int index)
                {
                    _route.TrySend(new DeleteAddress { Link = index, Address = address.Address, PrefixLength = address.PrefixLength });
                }

                break;
            case AddressFact address:
                Sandbox(address.Sandbox).Remove(address);
                Sandbox(address.Sandbox).Flush();
                break;
            case VethFact veth when closing.Contains(veth.Sandbox) || veth.Sandbox.Length == 0:
                Retire(veth.HostLink);
                break;
            case VethFact veth:
                Sandbox(veth.Sandbox).Retire(veth.Peer); // the container lives on: it loses the link now, by name and use
                Retire(veth.HostLink);
                break;
            case GuardFact guard when _route.FindLink(guard.Bridge) is { Group: not LinkGroups.Ours } adopted:
                BridgeGuard.Detach(_route, adopted.Index);
                break;
            case ChildFact child:
                Remove(child, closing.Contains(child.Sandbox));
                break;
            case VlanFact vlan:
                RemoveOurs(vlan.Name);
                break;
            case PatchFact patch:
                RemoveOurs(patch.Name);
                break;
            case UplinkFact uplink:
                Remove(uplink);
                break;
            case BridgeFact { Adopted: false } bridge:
                _bridges.Remove(bridge.Name);
                _view = null; // its name is free again
                Retire(bridge.Name);
                break;
            case SandboxFact sandbox:
                if (_repairing && HasNamespace(sandbox.Sandbox))
                {
                    ReturnDevices(sandbox.Sandbox); // nobody remembers what this sandbox had
                }

                if (_sandboxes.Remove(sandbox.Sandbox, out SandboxKernel? kernel))
                {
                    _numbers.Remove(kernel.Number);
                    _watch?.Disown(kernel.Port);
                    kernel.Dispose();
                }

                NetworkNamespace.Release(NamespacePath(sandbox.Sandbox));
                break;
        }
    }

    /// <summary>Takes a link out of use at once, its name included, and leaves its deletion to the reaper: 0.2 ms instead of 15–35.</summary>
    private void Retire(string name)
    {
        if (_route.FindLink(name) is not { Group: LinkGroups.Ours } link)
        {
            return;
        }

        _hostBatch.Clear();
        _hostBatch.Add(new SetLink { Index = link.Index, Up = false });
        _hostBatch.Add(new SetLink { Index = link.Index, Master = 0, NewName = $"gone{link.Index}", Group = LinkGroups.Retired });
        _route.Send(_hostBatch);
        _hostBatch.Clear();
        _reaper.Change(ReapingDelay, Timeout.InfiniteTimeSpan);
    }

    private void Reap() => _route.TrySend(new DeleteLink { Group = LinkGroups.Retired });

    /// <summary>Deletes pairs that no container took: ours at the end, at the start those of a process that was killed.</summary>
    private void EndAhead() => _route.TrySend(new DeleteLink { Group = LinkGroups.Ahead });

    private static void WriteHost(SysctlFact sysctl)
    {
        if (HostSysctl.Read(sysctl.Path) is { } current && current != sysctl.Value)
        {
            HostSysctl.Write(sysctl.Path, sysctl.Value);
        }
    }

    /// <summary>Makes a stack that has no sandbox yet; beside a change, on a socket of its own.</summary>
    /// <param name="hostLink">Name of the end on the host of a pair that is to come with it; null for none.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel CreateAhead(string? hostLink)
    {
        SandboxKernel kernel = SandboxKernel.CreateAhead(_ahead, hostLink);
        _watch?.Own(kernel.Port);
        return kernel;
    }

    /// <summary>Makes a stack for a sandbox that is to be made right away.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    public SandboxKernel CreateNow()
    {
        try
        {
            return SandboxKernel.CreateAhead(_route, hostLink: null);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("make a network namespace", e);
        }
    }

    /// <summary>Pins a stack where its sandbox will be looked for.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    public void Pin(SandboxKernel kernel, string sandbox)
    {
        try
        {
            kernel.Pin(NamespacePath(sandbox));
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("pin a network namespace", e);
        }
    }

    private SandboxKernel OpenNew(string path)
    {
        if (_ready is not { } ready)
        {
            return SandboxKernel.Create(path);
        }

        _ready = null;
        return ready.Kernel;
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
