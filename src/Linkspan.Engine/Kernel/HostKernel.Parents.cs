using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Parents of our making, and links on parents.</content>
internal sealed partial class HostKernel
{
    /// <summary>The parent's hardware address, which links without one of their own share.</summary>
    /// <exception cref="LinkspanException">Conflict: there is no such link any more.</exception>
    public PhysicalAddress MacOf(string parent) => FindParent(parent).Mac.ToPhysicalAddress();

    /// <summary>
    /// Asks the segment of a parent whether somebody has an address; it takes <see cref="AddressProbe.Patience"/> where nobody does, and
    /// must not hold up other changes.
    /// </summary>
    /// <returns>Hardware address of whoever has it, as text; null for nobody.</returns>
    /// <exception cref="LinkspanException">Conflict: the parent is down or gone.</exception>
    public static string? FindOwner(string parent, IPAddress address, PhysicalAddress own)
    {
        using RouteSocket route = RouteSocket.Open(); // the kernel's own is used by one caller at a time
        Link found = route.FindLink(parent) ?? throw KernelErrors.ParentGone(parent);
        if (!found.IsUp)
        {
            throw KernelErrors.ParentDown(parent);
        }

        try
        {
            return AddressProbe.FindOwner(found, address, MacAddress.From(own))?.ToString();
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate($"ask the segment of {parent} for {address}", e);
        }
    }

    /// <summary>Tells at create what a kernel lacks, not when the first container starts.</summary>
    /// <exception cref="LinkspanException">Unsupported: the option of the kernel's configuration is named.</exception>
    public static void Require(Network network)
    {
        if (network.Physical is not { } settings)
        {
            return;
        }

        using KernelFeatures features = KernelFeatures.Open();
        KernelFeature driver = network.Macvlan is not null ? features.Macvlan : network.Ipvlan is not null ? features.Ipvlan : features.Bridge;
        KernelFeature[] needed = [driver, .. settings.VlanBase is null ? Array.Empty<KernelFeature>() : [features.Vlan]];
        foreach (KernelFeature feature in needed.Where(static feature => !feature.IsPresent))
        {
            throw new LinkspanException(
                ErrorKind.Unsupported, $"network {network.Name} needs {feature.Name}, which this kernel lacks; boot one with {feature.ConfigOption}");
        }
    }

    /// <summary>The request for a neighbour that is known for good.</summary>
    internal static AddNeighbour Neighbour(NeighbourFact fact, int link) =>
        new() { Link = link, Address = fact.Address, Mac = MacAddress.From(fact.Mac) };

    /// <summary>The host's addresses on a link, link-local ones aside; null where it is not there.</summary>
    public IReadOnlyList<IPAddress>? AddressesOf(string link) => _route.FindLink(link) is not { } found ? null :
        [.. _route.Addresses(found.Index).Select(static address => address.Address).Where(static address => !address.IsIPv6LinkLocal)];

    private Link FindParent(string parent) => _route.FindLink(parent) ?? throw KernelErrors.ParentGone(parent);

    private void Add(VlanFact vlan)
    {
        if (_route.FindLink(vlan.Name) is { } existing)
        {
            _route.Send(existing.Group == LinkGroups.Ours
                ? new SetLink { Index = existing.Index, Up = true }
                : throw new LinkspanException(ErrorKind.Conflict, $"link {vlan.Name} appeared meanwhile and is not Linkspan's; remove it, or make the network again on it as it is"));
            return;
        }

        try
        {
            Link below = FindParent(vlan.Base);
            _route.Send(new Vlan { Name = vlan.Name, Parent = below.Index, Id = vlan.Id, Group = LinkGroups.Ours, Up = below.IsUp }); // it comes up with its base
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.ForVlan(vlan, e);
        }
    }

    private void Add(PatchFact patch)
    {
        if (_route.FindLink(patch.Name) is { Group: LinkGroups.Ours })
        {
            _route.TrySend(new DeleteLink { Name = patch.Name });
        }

        VethIndexes indexes = _route.Add(new VethPair { Name = patch.Name, PeerName = patch.Peer, Group = LinkGroups.Ours });
        _hostBatch.Add(new SetLink { Index = indexes.PeerIndex, Group = LinkGroups.Ours, Up = true });
    }

    /// <summary>A link on a parent is born where it is used: moving it there would cost an RCU grace period.</summary>
    private void Add(ChildFact child, bool adjust)
    {
        if (adjust && child.Sandbox.Length > 0)
        {
            Sandbox(child.Sandbox).Adjust(child);
            return;
        }

        Link parent = FindParent(child.Parent);
        if (!parent.IsUp && child is not DeviceFact)
        {
            throw KernelErrors.ParentDown(parent.Name);
        }

        SandboxKernel? sandbox = child.Sandbox.Length == 0 ? null : Sandbox(child.Sandbox);
        try
        {
            if (child is DeviceFact)
            {
                LentDevice.Lend(_route, parent, sandbox!.Namespace, child.Link);
            }
            else
            {
                Send(child, parent.Index, sandbox?.Namespace);
            }
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.ForChild(child, e);
        }

        if (sandbox is null)
        {
            _bridges.Remove(child.Link);
            _hostBatch.Add(new SetLink { Index = BridgeIndex(child.Link), Up = true });
        }
        else
        {
            sandbox.Born(child.Link);
        }
    }

    private void Send(ChildFact child, int parent, NetworkNamespace? space)
    {
        int? mtu = child.MtuBytes == 0 ? null : child.MtuBytes;
        switch (child)
        {
            case MacvlanFact macvlan:
                _route.Send(new Macvlan
                {
                    Name = macvlan.Link,
                    Parent = parent,
                    Namespace = space,
                    Mtu = mtu,
                    Mac = macvlan.Mac.Equals(PhysicalAddress.None) ? null : MacAddress.From(macvlan.Mac),
                    Mode = Kind(macvlan.Mode),
                    BroadcastQueueLength = macvlan.BroadcastQueueLength,
                    Group = LinkGroups.Ours,
                });
                break;
            case IpvlanFact ipvlan:
                _route.Send(new Ipvlan
                {
                    Name = ipvlan.Link,
                    Parent = parent,
                    Namespace = space,
                    Mtu = mtu,
                    Mode = (IpvlanMode)ipvlan.Layer,
                    Flags = ipvlan.Mode switch { SegmentMode.Private => IpvlanFlags.Private, SegmentMode.Vepa => IpvlanFlags.Vepa, _ => IpvlanFlags.Bridge },
                    Group = LinkGroups.Ours,
                });
                break;
        }
    }

    private static MacvlanMode Kind(SegmentMode mode) => mode switch
    {
        SegmentMode.Private => MacvlanMode.Private,
        SegmentMode.Vepa => MacvlanMode.Vepa,
        SegmentMode.PassThrough => MacvlanMode.PassThrough,
        _ => MacvlanMode.Bridge,
    };

    /// <summary>
    /// Takes a link on a parent away. Where its namespace ends with it, it only goes down, by which the parent forgets its address at
    /// once; deleting it would cost an RCU grace period, which the end of the namespace pays.
    /// </summary>
    private void Remove(ChildFact child, bool closing)
    {
        if (child.Sandbox.Length == 0)
        {
            _bridges.Remove(child.Link);
            RemoveOurs(child.Link);
        }
        else if (!HasNamespace(child.Sandbox))
        {
            return;
        }
        else if (child is DeviceFact)
        {
            ReturnDevices(child.Sandbox);
        }
        else
        {
            Sandbox(child.Sandbox).End(child.Link, delete: !closing || child.HoldsParent);
        }
    }

    /// <summary>Brings NICs of the host home from a sandbox; one that ended with them would take them to the initial namespace, or into nothing.</summary>
    private void ReturnDevices(string sandbox)
    {
        using NetworkNamespace home = NetworkNamespace.Current();
        Sandbox(sandbox).ReturnDevices(_route, home);
    }

    /// <summary>Deletes a link of the host where it is ours.</summary>
    private void RemoveOurs(string name)
    {
        if (_route.FindLink(name) is { Group: LinkGroups.Ours } link)
        {
            _route.TrySend(new DeleteLink { Index = link.Index });
        }
    }

    private static bool IsPatch(string link, Plan desired) => desired.Facts.OfType<PatchFact>().Any(patch => patch.Name == link || patch.Peer == link);

    /// <summary>Parents of our making, and our own links on parents, that are as they should be.</summary>
    private void ObserveParents(IReadOnlyCollection<Link> links, Plan desired, Plan observed)
    {
        foreach (Fact fact in desired.Facts.Where(static fact => fact is VlanFact or PatchFact or ChildFact { Sandbox.Length: 0 }))
        {
            (string name, string other) = fact switch
            {
                VlanFact vlan => (vlan.Name, vlan.Base),
                PatchFact patch => (patch.Name, patch.Peer),
                _ => (((ChildFact)fact).Link, ((ChildFact)fact).Parent),
            };
            if (links.FirstOrDefault(link => link.Name == name) is not { Group: LinkGroups.Ours } link)
            {
                continue;
            }

            _hostLinks[link.Index] = link.Name;
            bool right = link.IsUp && fact switch
            {
                VlanFact vlan => link.VlanId == vlan.Id && _route.FindIndex(other) == link.Parent,
                PatchFact => _route.FindLink(other) is { IsUp: true } peer && peer.Index == link.Parent,
                _ => link.Kind == ((ChildFact)fact).LinkKind && _route.FindIndex(other) == link.Parent,
            };
            if (right)
            {
                observed.Add(fact);
            }
            else if (fact is ChildFact)
            {
                observed.Add(new StrayFact("", name));
            }
        }
    }

    /// <summary>The host's ways to containers on parents: routes and neighbours on our links there.</summary>
    /// <param name="desired">The intent, or while we run a part of it: what it does not name is then not looked at.</param>
    /// <param name="patient">We run.</param>
    /// <param name="observed">Receives what is true.</param>
    private void ObserveHostWays(Plan desired, bool patient, Plan observed)
    {
        string[] own = [.. desired.Facts.OfType<ChildFact>().Where(static fact => fact.Sandbox.Length == 0).Select(static fact => fact.Link)];
        if (own.Length == 0)
        {
            return;
        }

        var indexes = own.Select(name => (Index: _route.FindIndex(name), Name: name)).Where(static link => link.Index > 0).ToDictionary(static link => link.Index, static link => link.Name);
        foreach (Route route in _route.Routes(RouteTable.Main).Where(static route => route.Destination.PrefixLength is 32 or 128))
        {
            if (indexes.TryGetValue(route.Link, out string? link))
            {
                var seen = new RouteFact("", route.Destination, route.Gateway, link);
                var wanted = desired.Find(seen.Key) as RouteFact;
                if (wanted is not null && wanted.Link == link && (wanted.Source is null || wanted.Source.Equals(route.Source)))
                {
                    observed.Add(wanted);
                }
                else if (wanted is not null || !patient)
                {
                    observed.Add(seen);
                }
            }
        }

        foreach (Neighbour neighbour in indexes.Keys.SelectMany(index => _route.Neighbours(index)).Where(static neighbour => neighbour.State.HasFlag(NeighbourState.Permanent)))
        {
            var seen = new NeighbourFact("", indexes[neighbour.Link], neighbour.Address!, neighbour.Mac.ToPhysicalAddress());
            if (desired.Find(seen.Key) is { } wanted && wanted.Equals(seen))
            {
                observed.Add(wanted);
            }
        }
    }
}
