using System.Net;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>NICs of the host in bridges of ours.</content>
internal sealed partial class HostKernel
{
    /// <summary>How long the gateway may take to answer again: a switch may look at the port anew.</summary>
    private static readonly TimeSpan GatewayPatience = TimeSpan.FromSeconds(3);

    private bool _repairing;

    /// <summary>True where the NIC is a port of that bridge.</summary>
    public bool IsPort(string nic, string bridge) =>
        _route.FindLink(nic) is { Master: not 0 } port && _route.FindLink(bridge)?.Index == port.Master;

    /// <summary>
    /// Moves a NIC into a bridge and looks whether the host still reaches its gateway; if it did before and does not now, everything goes back.
    /// </summary>
    private void Add(UplinkFact uplink)
    {
        Link nic = FindParent(uplink.Nic);
        Link bridge = FindParent(uplink.Bridge);
        if (nic.Master != 0 && nic.Master != bridge.Index)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"parent {nic.Name} has become a port of another bridge meanwhile; take it out, or name that bridge as parent");
        }

        IPAddress? gateway = nic.Master == 0 && nic.IsUp ? Uplink.GatewayOf(_route, nic.Index) : null;
        bool answered = gateway is not null && Answers(nic, gateway, AddressProbe.Patience);
        try
        {
            Uplink.Attach(_route, bridge, nic);
            _hostLinks[nic.Index] = nic.Name;
            FaultPoint.Pass("uplink moved");
            if (answered && !Answers(_route.FindLink(bridge.Index)!, gateway!, GatewayPatience))
            {
                throw new LinkspanException(
                    ErrorKind.Conflict,
                    $"with {nic.Name} in a bridge the host no longer reaches its gateway {gateway}, so everything was put back; " +
                    "does the switch or hypervisor allow one MAC address a port only?");
            }
        }
        catch (Exception e) when (e is LinkspanException or NetlinkException)
        {
            Uplink.Detach(_route, bridge, nic, uplink.WasDown);
            if (!_repairing)
            {
                throw e is NetlinkException refused ? KernelErrors.ForUplink(uplink, refused) : e;
            }

            Log.UplinkLost(_log, uplink.Nic, e); // the daemon starts all the same, and all else is repaired
        }
    }

    private void Remove(UplinkFact uplink)
    {
        if (_route.FindLink(uplink.Bridge) is { } bridge && (_route.FindLink(uplink.Nic) ?? Renamed(bridge)) is { } nic)
        {
            Uplink.Detach(_route, bridge, nic, uplink.WasDown);
        }
    }

    /// <summary>The NIC in a bridge of ours under whatever name it has now: what the host has must not end with the bridge.</summary>
    private Link? Renamed(Link bridge) => _route.Links().Find(port => port.Master == bridge.Index && port.Group != LinkGroups.Ours);

    private static bool Answers(Link link, IPAddress gateway, TimeSpan patience)
    {
        long started = TimeProvider.System.GetTimestamp();
        do
        {
            if (AddressProbe.FindOwner(link, gateway, own: default) is not null)
            {
                return true;
            }
        }
        while (TimeProvider.System.GetElapsedTime(started) < patience);
        return false;
    }

    private static bool IsUplink(string bridge, Plan plan) => plan.Find(new FactKey(FactKind.Uplink, "", bridge)) is not null;

    /// <summary>
    /// A bridge of ours with a port that is not is an uplink, wanted or not; one whose NIC still has addresses is half made. While we run
    /// one that was taken out comes back, and one that an administrator made a port of another bridge is left there.
    /// </summary>
    private void ObserveUplinks(IReadOnlyCollection<Link> links, Plan desired, bool patient, Plan observed)
    {
        if (patient)
        {
            foreach (UplinkFact fact in desired.Facts.OfType<UplinkFact>())
            {
                if (_route.FindLink(fact.Nic) is { Master: not 0 })
                {
                    observed.Add(fact);
                }
            }

            return;
        }

        foreach (Link nic in desired.Facts.OfType<UplinkFact>().Select(fact => _route.FindLink(fact.Nic)).OfType<Link>())
        {
            _hostLinks[nic.Index] = nic.Name;
        }

        var bridges = links.Where(static link => link is { Group: LinkGroups.Ours, Kind: "bridge" }).ToDictionary(static link => link.Index);
        foreach (Link port in links.Where(port => bridges.ContainsKey(port.Master) && (port.Group != LinkGroups.Ours || port.Kind == "vlan")))
        {
            string bridge = bridges[port.Master].Name;
            UplinkFact? wanted = desired.Find(new FactKey(FactKind.Uplink, "", bridge)) as UplinkFact;
            if (wanted is null || wanted.Nic != port.Name)
            {
                observed.Add(new UplinkFact(bridge, port.Name, WasDown: false));
            }
            else if (_route.Addresses(port.Index).TrueForAll(static address => address.Address.IsIPv6LinkLocal))
            {
                observed.Add(wanted);
            }
        }
    }
}
