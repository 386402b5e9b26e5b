using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Taking away. A link is out of use at once and deleted later, with others that went meanwhile: its deletion waits for the kernel, 15–35 ms.</content>
internal sealed partial class HostKernel
{
    private static readonly TimeSpan ReapingDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes away everything that a plan asked for. It goes on after a failure, which is logged and repaired at the next start.</summary>
    public void Remove(Plan plan)
    {
        Difference difference = Plan.Compare(WithoutTaken(plan), Plan.Empty);
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

    /// <summary>Links, addresses, routes and sandboxes that are no longer asked for. A fact whose value was replaced is gone already.</summary>
    private void RemoveRest(Difference difference)
    {
        if (difference.Remove.Count == 0)
        {
            return;
        }

        var kept = difference.Add.Where(static fact => fact is not ElementFact).Select(static fact => fact.Key).ToHashSet();
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
                    Disown(kernel);
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
}
