using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>Transparent networks: the host's NIC and the containers are ports of one bridge, so that containers are machines of the host's segment.</summary>
internal static class TransparentDriver
{
    /// <summary>Facts of the network itself.</summary>
    public static void Describe(Network network, Plan plan)
    {
        TransparentSettings settings = network.Transparent!;
        plan.Add(new BridgeFact(settings.Bridge, settings.MtuBytes, settings.Adopted));

        // Where br_netfilter shows bridged frames to the firewall, what stays within the bridge is nobody's business.
        plan.Add(FirewallSets.Pair(FirewallSets.Peers, settings.Bridge));
        if (settings.VlanBase is { } vlanBase)
        {
            plan.Add(new VlanFact(settings.Parent, vlanBase, settings.VlanId));
        }

        if (!settings.Adopted)
        {
            plan.Add(new UplinkFact(settings.Bridge, settings.Parent, settings.ParentWasDown));
        }
    }

    /// <summary>Facts of one membership.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        TransparentSettings settings = network.Transparent!;
        plan.Add(new VethFact(
            endpoint.HostLink, settings.Bridge, sandbox, endpoint.InterfaceName, endpoint.Mac, settings.MtuBytes, settings.IsolatesContainers)
        {
            PeerMtuBytes = ParentDriver.MtuBytes(settings, endpoint),
            Waits = network.TakenLink == settings.Bridge,
        });
        ParentDriver.DescribeAddresses(network, sandbox, endpoint, plan);
    }
}
