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
        if (network.EnableIPv6)
        {
            // Addresses and routes are ours to give; a router's advertisement would add others that inspect does not show.
            plan.Add(new SysctlFact(sandbox, $"net/ipv6/conf/{endpoint.InterfaceName}/accept_ra", "0"));
        }
    }

    private static ChildFact Child(Network network, string sandbox, Endpoint endpoint)
    {
        if (network.Ipvlan is { } ipvlan)
        {
            return new IpvlanFact(sandbox, endpoint.InterfaceName, ipvlan.Parent, ipvlan.MtuBytes, ipvlan.Layer, ipvlan.Mode);
        }

        MacvlanSettings macvlan = network.Macvlan!;
        return new MacvlanFact(
            sandbox, endpoint.InterfaceName, macvlan.Parent, macvlan.MtuBytes, macvlan.Mode,
            macvlan.Mode == SegmentMode.PassThrough ? System.Net.NetworkInformation.PhysicalAddress.None : endpoint.Mac, macvlan.BroadcastQueueLength);
    }
}
