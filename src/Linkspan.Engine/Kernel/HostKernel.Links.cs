using System.Net.Sockets;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Bridges, and pairs of links between them and sandboxes.</content>
internal sealed partial class HostKernel
{
    private void Add(BridgeFact bridge)
    {
        if ((_route.FindLink(bridge.Name) ?? TakeBack(bridge.Name)) is not { } existing)
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

    /// <summary>
    /// An address of the host. The route to its subnet comes with an address that is new; where somebody took that alone, it is put where the kernel puts it,
    /// behind one that another has to the same subnet.
    /// </summary>
    private void Add(AddressFact address)
    {
        int link = BridgeIndex(address.Link);
        _hostBatch.Add(
            new AddAddress
            {
                Link = link,
                Address = address.Address,
                PrefixLength = address.PrefixLength,
                Broadcast = address.Broadcast,
                Flags = AddressFlags.NoDuplicateDetection,
                Replace = true, // IPv6 restores the route then (inet6_addr_modify in net/ipv6/addrconf.c), IPv4 does not
            });
        if (_repairing && address is { Address.AddressFamily: AddressFamily.InterNetwork, Subnet: { PrefixLength: < 32 } subnet })
        {
            _hostBatch.Add(
                new AddRoute { Destination = subnet, Link = link, Source = address.Address, Protocol = RouteProtocol.Kernel, Append = true },
                Errno.Exists);
        }
    }

    /// <summary>
    /// Gives a link of ours that somebody renamed its name back: by the other it would be a stray, and what is its own would be made a second time.
    /// </summary>
    /// <returns>The link; null where there is none.</returns>
    private Link? TakeBack(string name)
    {
        if (!_repairing)
        {
            return null;
        }

        Link? link = _hostLinks.Where(known => known.Value == name).Select(known => _route.FindLink(known.Key)).FirstOrDefault(static link => link?.Group == LinkGroups.Ours);
        if (link is null)
        {
            return null;
        }

        if (_route.TrySend(new SetLink { Index = link.Index, NewName = name }) != 0)
        {
            _route.Send(new SetLink { Index = link.Index, Up = false }); // kernels before 6.2 rename none that is up
            _route.Send(new SetLink { Index = link.Index, NewName = name, Up = true });
        }

        return link;
    }

    private void Add(VethFact veth)
    {
        if (_repairing && Sandbox(veth.Sandbox).Has(veth.Peer))
        {
            Sandbox(veth.Sandbox).Retire(veth.Peer); // the container's own by that name, or an end whose other end somebody took elsewhere
        }

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

    /// <summary>Puts a pair made ahead into use. One that waits on its bridge mostly lacks nothing but that its end on the host is up.</summary>
    private void Join(VethFact veth, PairAhead ahead)
    {
        int bridge = BridgeIndex(veth.Bridge);
        bool there = bridge == ahead.Bridge;
        _hostBatch.Add(new SetLink { Index = ahead.Index, Master = there ? null : bridge, Mtu = there ? null : veth.MtuBytes, Up = true });
        if (!veth.Mac.Equals(ahead.Fact.Mac) || veth.PeerMtuBytes != ahead.Fact.PeerMtuBytes)
        {
            Sandbox(veth.Sandbox).Adjust(veth);
        }

        Treat(veth, ahead.Index, there ? (ahead.Fact.Isolated, ahead.Hairpin) : default);
    }

    /// <summary>Queues how a bridge treats a port, where that is not how it does now.</summary>
    private void Treat(VethFact veth, int index, (bool Isolated, bool Hairpin) now = default)
    {
        _hostLinks[index] = veth.HostLink;
        if ((veth.Isolated, Hairpin(veth)) != now)
        {
            _hostBatch.Add(new SetBridgePort { Index = index, Isolated = veth.Isolated, Hairpin = Hairpin(veth) });
        }
    }

    /// <summary>Puts a pair right that exists: both ends, the bridge, and how the bridge treats its port.</summary>
    private void Adjust(VethFact veth)
    {
        int index = _route.FindIndex(veth.HostLink);
        _hostBatch.Add(new SetLink { Index = index, Alias = "", Master = BridgeIndex(veth.Bridge), Mtu = veth.MtuBytes, Up = true });
        _hostBatch.Add(new SetBridgePort { Index = index, Isolated = veth.Isolated, Hairpin = Hairpin(veth) });
        Sandbox(veth.Sandbox).Adjust(veth);
    }

    /// <summary>Looks whether bridged packets are filtered: whoever loads br_netfilter, or switches it, tells nobody.</summary>
    /// <returns>True where that is another answer than the last one, so that all ports are to be looked at.</returns>
    public bool BridgeFilteringChanged()
    {
        bool before = _seesBridged;
        _seesBridged = SeesBridgedPackets();
        return _seesBridged != before;
    }

    private bool Hairpin(VethFact veth) => veth.Hairpin && _seesBridged;

    /// <summary>
    /// True where br_netfilter shows bridged packets to the IP hooks, as other engines ask it to: a container's packet to its own published
    /// port is then translated inside the bridge, and only a port in hairpin mode lets it out where it came in.
    /// </summary>
    private static bool SeesBridgedPackets() =>
        HostSysctl.Read("net/bridge/bridge-nf-call-iptables") == "1" || HostSysctl.Read("net/bridge/bridge-nf-call-ip6tables") == "1";
}
