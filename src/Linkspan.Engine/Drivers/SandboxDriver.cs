using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>A sandbox with all its endpoints: links, default routes, published ports, DNS.</summary>
internal static class SandboxDriver
{
    private const uint FirstTable = 1000; // far from those of administrators, and one an endpoint

    /// <summary>Facts of the sandbox.</summary>
    public static void Describe(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, Plan plan)
    {
        plan.Add(new SandboxFact(sandbox.Id));
        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            NetworkDriver.Describe(networks[endpoint.NetworkId], sandbox.Id, endpoint, plan);
        }

        DescribeFamily(sandbox, networks, AddressFamily.InterNetwork, plan);
        DescribeFamily(sandbox, networks, AddressFamily.InterNetworkV6, plan);
        DescribeRelayed(sandbox, networks, plan);
        DescribeResolver(sandbox, plan);
    }

    /// <summary>Where DNS is led.</summary>
    public static void DescribeResolver(Sandbox sandbox, Plan plan)
    {
        if (sandbox.DnsUdpPort != 0)
        {
            plan.Add(new ResolverFact(sandbox.Id, sandbox.DnsUdpPort, sandbox.DnsTcpPort));
        }
    }

    private static void DescribeFamily(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, AddressFamily family, Plan plan)
    {
        if (GatewayChoice.Choose(sandbox.Endpoints, networks, family) is { } outlet)
        {
            plan.Add(Default(sandbox, networks, outlet, family, table: 0));
        }

        DescribeAnswers(sandbox, networks, family, plan);

        if (GatewayChoice.ChoosePublished(sandbox.Endpoints, networks, family) is { } published && networks[published.NetworkId].TakenLink is null)
        {
            DescribePorts(sandbox, networks[published.NetworkId].Bridge!, GatewayChoice.Address(published, family)!, plan);
        }
    }

    /// <summary>
    /// On several networks an answer leaves by the one on which the question came: what has an address of a network as its source takes
    /// that network's own routes, whatever the default route is.
    /// </summary>
    private static void DescribeAnswers(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, AddressFamily family, Plan plan)
    {
        if (sandbox.Endpoints.Count(endpoint => GatewayChoice.Address(endpoint, family) is not null) < 2)
        {
            return;
        }

        foreach (Endpoint endpoint in sandbox.Endpoints.Where(endpoint => GatewayChoice.LeadsOut(networks[endpoint.NetworkId], endpoint, family)))
        {
            if (endpoint.SubnetOn(networks[endpoint.NetworkId], GatewayChoice.Address(endpoint, family)) is { } subnet)
            {
                uint table = FirstTable + (uint)endpoint.Order;
                plan.Add(new RouteFact(sandbox.Id, subnet.Prefix, Gateway: null, endpoint.InterfaceName, table));
                plan.Add(Default(sandbox, networks, endpoint, family, table));
                plan.Add(new RuleFact(sandbox.Id, subnet.Prefix, table));
            }
        }
    }

    private static RouteFact Default(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, Endpoint endpoint, AddressFamily family, uint table)
    {
        IPAddress address = GatewayChoice.Address(endpoint, family)!;
        return new RouteFact(
            sandbox.Id, RouteFact.Everything(family), GatewayChoice.NextHop(networks[endpoint.NetworkId], endpoint, address), endpoint.InterfaceName, table);
    }

    /// <summary>IPv6 host ports that nothing translates end at the keeper's relay: who may reach them is judged there.</summary>
    private static void DescribeRelayed(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, Plan plan)
    {
        if (GatewayChoice.ChoosePublished(sandbox.Endpoints, networks, AddressFamily.InterNetworkV6) is { } own &&
            networks[own.NetworkId].Bridge!.Gateway6 != GatewayMode.Routed)
        {
            return;
        }

        if (GatewayChoice.ChoosePublished(sandbox.Endpoints, networks, AddressFamily.InterNetwork) is not { } endpoint || networks[endpoint.NetworkId].TakenLink is not null)
        {
            return;
        }

        PublishAccess access = networks[endpoint.NetworkId].Bridge!.Access;
        foreach (PublishedPort port in sandbox.Published.Where(static port => port.HostAddress.AddressFamily == AddressFamily.InterNetworkV6 && port.HostPort != 0))
        {
            foreach (ElementFact element in FirewallSets.Access(port, access))
            {
                plan.Add(element);
            }
        }
    }

    private static void DescribePorts(Sandbox sandbox, BridgeSettings bridge, IPAddress target, Plan plan)
    {
        GatewayMode mode = target.AddressFamily == AddressFamily.InterNetwork ? bridge.Gateway4 : bridge.Gateway6;
        foreach (PublishedPort port in sandbox.Published)
        {
            if (port.HostAddress.AddressFamily != target.AddressFamily)
            {
                continue; // an IPv6 host port of an IPv4-only container is the keeper's relay
            }

            if (mode == GatewayMode.Routed)
            {
                plan.Add(FirewallSets.Open(target, port.Protocol, port.ContainerPort));
                continue;
            }

            plan.Add(FirewallSets.Publish(port, target));
            if (!bridge.InterContainer)
            {
                plan.Add(FirewallSets.Relay(bridge.Bridge, port));
            }
        }
    }
}
