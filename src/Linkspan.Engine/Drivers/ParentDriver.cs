using System.Net;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>What networks on a parent need of the host, whatever stands on it: the parent itself, where it is one of our making.</summary>
internal static class ParentDriver
{
    /// <summary>Facts of the network itself.</summary>
    public static void Describe(Network network, Plan plan)
    {
        ParentSettings settings = network.Physical!;
        if (settings.Enclosed)
        {
            string peer = $"dx-{network.Id[..12]}";
            plan.Add(new PatchFact(settings.Parent, peer));
            plan.Add(new SysctlFact("", $"net/ipv6/conf/{settings.Parent}/disable_ipv6", "1"));
            plan.Add(new SysctlFact("", $"net/ipv6/conf/{peer}/disable_ipv6", "1"));
        }
        else if (settings.VlanBase is { } vlanBase)
        {
            plan.Add(new VlanFact(settings.Parent, vlanBase, settings.VlanId));
        }

        if (settings.HostAccess)
        {
            HostAccess.Describe(network, plan);
        }
    }

    /// <summary>Facts of one membership.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        plan.Add(Child(network, sandbox, endpoint));
        DescribeAddresses(network, sandbox, endpoint, plan);
        if (network.Physical!.HostAccess)
        {
            HostAccess.Describe(network, sandbox, endpoint, plan);
        }
    }

    /// <summary>Addresses of a link on a segment that is not ours.</summary>
    public static void DescribeAddresses(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        EndpointFacts.Describe(network, sandbox, endpoint, plan);
        foreach (SegmentRoute route in endpoint.Leases.SelectMany(static lease => lease.Routes))
        {
            IPAddress? gateway = route.Gateway.Equals(IPAddress.Any) ? null : route.Gateway;
            plan.Add(new RouteFact(sandbox, new IPNetwork(route.Destination, route.PrefixLength), gateway, endpoint.InterfaceName));
        }

        if (network.EnableIPv6)
        {
            // Addresses and routes are ours to give, also those that a router tells of: by itself the link would add others that inspect does not show.
            plan.Add(new SysctlFact(sandbox, $"net/ipv6/conf/{endpoint.InterfaceName}/accept_ra", "0"));
        }
    }

    /// <summary>MTU of an endpoint's link: what the segment's server or router says counts where it is smaller than what the network asks for.</summary>
    public static int MtuBytes(ParentSettings settings, Endpoint endpoint)
    {
        int told = endpoint.SegmentMtuBytes;
        return told == 0 || (settings.MtuBytes != 0 && settings.MtuBytes < told) ? settings.MtuBytes : told;
    }

    private static ChildFact Child(Network network, string sandbox, Endpoint endpoint)
    {
        if (network.Ipvlan is { } ipvlan)
        {
            return new IpvlanFact(sandbox, endpoint.InterfaceName, ipvlan.Parent, MtuBytes(ipvlan, endpoint), ipvlan.Layer, ipvlan.Mode);
        }

        MacvlanSettings macvlan = network.Macvlan!;
        return new MacvlanFact(
            sandbox, endpoint.InterfaceName, macvlan.Parent, MtuBytes(macvlan, endpoint), macvlan.Mode,
            macvlan.Mode == SegmentMode.PassThrough ? System.Net.NetworkInformation.PhysicalAddress.None : endpoint.Mac, macvlan.BroadcastQueueLength);
    }
}
