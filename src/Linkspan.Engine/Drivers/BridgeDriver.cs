using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>Networks on a Linux bridge of their own: what must be true for the network and for each endpoint on it.</summary>
internal static class BridgeDriver
{
    private static readonly IPAddress LinkLocalGateway = IPAddress.Parse("fe80::1");

    /// <summary>Facts of the network itself.</summary>
    public static void Describe(Network network, Plan plan)
    {
        BridgeSettings bridge = network.Bridge!;
        plan.Add(new BridgeFact(bridge.Bridge, bridge.MtuBytes, bridge.Adopted));
        plan.Add(new GuardFact(bridge.Bridge));
        plan.Add(FirewallSets.Link(FirewallSets.Bridges, bridge.Bridge));
        plan.Add(FirewallSets.Pair(FirewallSets.Hairpins, bridge.Bridge));
        plan.Add(FirewallSets.Pair(FirewallSets.Hairpins, "", bridge.Bridge)); // br_nf_post_routing names no incoming link
        if (bridge.InterContainer)
        {
            plan.Add(FirewallSets.Pair(FirewallSets.Peers, bridge.Bridge));
        }

        if (network.Internal)
        {
            plan.Add(FirewallSets.Link(FirewallSets.Closed, bridge.Bridge));
        }

        foreach (ElementFact element in FirewallSets.Access(bridge.Bridge, bridge.Access))
        {
            plan.Add(element);
        }

        DescribeIPv4(network, bridge, plan);
        DescribeIPv6(network, bridge, plan);
    }

    /// <summary>
    /// What lets the host's 127.0.0.1 reach published ports through the bridge; FirewallRules and the guard drop such packets from containers.
    /// Null where nothing is translated.
    /// </summary>
    public static SysctlFact? LoopbackRouting(Network network) =>
        network is { Bridge: { } bridge, EnableIPv4: true, TakenLink: null } && Translates(network) ? new SysctlFact("", $"net/ipv4/conf/{bridge.Bridge}/route_localnet", "1") : null;

    /// <summary>Facts of one membership.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        BridgeSettings bridge = network.Bridge!;
        plan.Add(new VethFact(
            endpoint.HostLink, bridge.Bridge, sandbox, endpoint.InterfaceName, endpoint.Mac, bridge.MtuBytes,
            Isolated: !bridge.InterContainer)
        {
            Hairpin = true,
            Waits = network.TakenLink is not null,
        });
        EndpointFacts.Describe(network, sandbox, endpoint, plan);
    }

    private static bool Translates(Network network) => network.Bridge!.Gateway4 is GatewayMode.Nat or GatewayMode.NatUnprotected && !network.Internal;

    private static void DescribeIPv4(Network network, BridgeSettings bridge, Plan plan)
    {
        plan.Add(FirewallSets.Jump(FirewallSets.Towards4, bridge.Bridge, Chain(network, bridge.Gateway4)));
        if (!network.EnableIPv4)
        {
            return;
        }

        bool translated = Translates(network);
        if (LoopbackRouting(network) is { } fact)
        {
            plan.Add(fact);
        }

        if (!bridge.InhibitIPv4)
        {
            AddGateway(network, bridge, bridge.Gateway4, AddressFamily.InterNetwork, plan);
        }

        if (translated && bridge.Masquerade)
        {
            plan.Add(bridge.SourceAddress4 is { } source
                ? FirewallSets.Source(bridge.Bridge, source)
                : FirewallSets.Link(FirewallSets.Masquerade4, bridge.Bridge));
        }
    }

    private static void DescribeIPv6(Network network, BridgeSettings bridge, Plan plan)
    {
        plan.Add(FirewallSets.Jump(FirewallSets.Towards6, bridge.Bridge, Chain(network, bridge.Gateway6)));
        if (!bridge.Adopted)
        {
            bool hostSpeaks = network.EnableIPv6 && bridge.Gateway6 != GatewayMode.Isolated;
            plan.Add(new SysctlFact("", $"net/ipv6/conf/{bridge.Bridge}/disable_ipv6", hostSpeaks ? "0" : "1"));
            plan.Add(new SysctlFact("", $"net/ipv6/conf/{bridge.Bridge}/accept_ra", "0"));
            if (hostSpeaks)
            {
                // The kernel's own link-local address comes a second or two after the link is up, and without one the host cannot ask where
                // containers are (ndisc_solicit in net/ipv6/ndisc.c).
                plan.Add(new AddressFact("", bridge.Bridge, LinkLocalGateway, 64));
            }
        }

        if (!network.EnableIPv6)
        {
            return;
        }

        AddGateway(network, bridge, bridge.Gateway6, AddressFamily.InterNetworkV6, plan);
        bool translated = bridge.Gateway6 is GatewayMode.Nat or GatewayMode.NatUnprotected && !network.Internal;
        if (translated && bridge.Masquerade)
        {
            plan.Add(bridge.SourceAddress6 is { } source
                ? FirewallSets.Source(bridge.Bridge, source)
                : FirewallSets.Link(FirewallSets.Masquerade6, bridge.Bridge));
        }
    }

    private static void AddGateway(Network network, BridgeSettings bridge, GatewayMode mode, AddressFamily family, Plan plan)
    {
        if (mode == GatewayMode.Isolated)
        {
            return;
        }

        foreach (Subnet subnet in network.Subnets)
        {
            if (subnet.Prefix.BaseAddress.AddressFamily == family && subnet.Gateway is not null && !bridge.ForeignAddresses.Contains(subnet.Gateway))
            {
                plan.Add(new AddressFact("", bridge.Bridge, subnet.Gateway, subnet.Prefix.PrefixLength));
            }
        }
    }

    private static string Chain(Network network, GatewayMode mode) => (network.Internal, mode) switch
    {
        (true, _) => FirewallSets.ToInternal,
        (_, GatewayMode.Routed) => FirewallSets.ToRouted,
        (_, GatewayMode.NatUnprotected) => FirewallSets.ToOpen,
        _ => FirewallSets.ToNat,
    };
}
