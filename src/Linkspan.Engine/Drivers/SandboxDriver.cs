using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>A sandbox with all its endpoints: links, default routes, published ports, DNS.</summary>
internal static class SandboxDriver
{
    /// <summary>Facts of the sandbox.</summary>
    public static void Describe(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, Plan plan)
    {
        plan.Add(new SandboxFact(sandbox.Id));
        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            BridgeDriver.Describe(networks[endpoint.NetworkId], sandbox.Id, endpoint, plan);
        }

        DescribeFamily(sandbox, networks, AddressFamily.InterNetwork, plan);
        DescribeFamily(sandbox, networks, AddressFamily.InterNetworkV6, plan);
        if (sandbox.DnsUdpPort != 0)
        {
            plan.Add(new ResolverFact(sandbox.Id, sandbox.DnsUdpPort, sandbox.DnsTcpPort));
        }
    }

    private static void DescribeFamily(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, AddressFamily family, Plan plan)
    {
        if (GatewayChoice.Choose(sandbox.Endpoints, networks, family) is not { } endpoint)
        {
            return;
        }

        Network network = networks[endpoint.NetworkId];
        IPAddress target = GatewayChoice.Address(endpoint, family)!;
        plan.Add(new RouteFact(sandbox.Id, GatewayChoice.NextHop(network, family)!, endpoint.InterfaceName));
        GatewayMode mode = family == AddressFamily.InterNetwork ? network.Bridge!.Gateway4 : network.Bridge!.Gateway6;
        foreach (PublishedPort port in sandbox.Published)
        {
            if (port.HostAddress.AddressFamily != family)
            {
                continue; // an IPv6 host port of an IPv4-only container is the keeper's relay
            }

            if (mode == GatewayMode.Routed)
            {
                plan.Add(FirewallSets.Open(target, port.Protocol, port.ContainerPort));
                continue;
            }

            plan.Add(FirewallSets.Publish(port, target));
            if (!network.Bridge.InterContainer)
            {
                plan.Add(FirewallSets.Relay(network.Bridge.Bridge, port));
            }
        }
    }
}
