using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Health;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine;

/// <content>What is reachable from outside, from the same model as the firewall's elements.</content>
public sealed partial class NetworkEngine
{
    /// <summary>Everything of containers that other machines can reach, as the intent has it; rules of others may forbid more.</summary>
    public IReadOnlyList<Exposure> Exposures()
    {
        EngineState state = _state;
        return
        [
            .. state.Sandboxes.Values
                .SelectMany(sandbox => Published(sandbox, state).Concat(Open(sandbox, state)))
                .Where(static exposure => exposure.By.Length > 0) // for this host alone
                .OrderBy(static exposure => exposure.Container, StringComparer.Ordinal)
                .ThenBy(static exposure => exposure.Port).ThenBy(static exposure => exposure.Address, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<Exposure> Published(Sandbox sandbox, EngineState state)
    {
        foreach (PublishedPort port in sandbox.Published.Where(static port => !IPAddress.IsLoopback(port.HostAddress)))
        {
            string protocol = port.Protocol.ToString().ToLowerInvariant();
            AddressFamily family = port.HostAddress.AddressFamily;
            if (GatewayChoice.Choose(sandbox.Endpoints, state.Networks, family) is not { } endpoint)
            {
                if (family == AddressFamily.InterNetworkV6 && GatewayChoice.Choose(sandbox.Endpoints, state.Networks, AddressFamily.InterNetwork) is { } relayed)
                {
                    yield return new Exposure(
                        $"{port.HostAddress}", port.HostPort, protocol, sandbox.Request.Name, state.Networks[relayed.NetworkId].Name,
                        $"{relayed.IPv4}:{port.ContainerPort}", Who(state.Networks[relayed.NetworkId], Everybody(port.HostAddress)), "the keeper's relay from IPv6 to IPv4");
                }

                continue;
            }

            Network network = state.Networks[endpoint.NetworkId];
            if (network.TakenLink is not null)
            {
                continue; // it leads nowhere now
            }

            IPAddress target = GatewayChoice.Address(endpoint, family)!;
            bool routed = Mode(network, family) == GatewayMode.Routed;
            yield return routed
                ? new Exposure(
                    $"{target}", port.ContainerPort, protocol, sandbox.Request.Name, network.Name, $"{new IPEndPoint(target, port.ContainerPort)}",
                    Who(network, WithRoute(network, family)), $"{FirewallSets.Open(target, port.Protocol, port.ContainerPort)}")
                : new Exposure(
                    $"{port.HostAddress}", port.HostPort, protocol, sandbox.Request.Name, network.Name, $"{new IPEndPoint(target, port.ContainerPort)}",
                    Who(network, Everybody(port.HostAddress)), $"{FirewallSets.Publish(port, target)}");
        }
    }

    /// <summary>Networks in mode nat-unprotected: every port of every container.</summary>
    private static IEnumerable<Exposure> Open(Sandbox sandbox, EngineState state) =>
        from endpoint in sandbox.Endpoints
        let network = state.Networks[endpoint.NetworkId]
        from family in Families()
        where network.TakenLink is null && !network.Internal && Mode(network, family) == GatewayMode.NatUnprotected && GatewayChoice.Address(endpoint, family) is not null
        let address = GatewayChoice.Address(endpoint, family)!
        select new Exposure(
            $"{address}", 0, "", sandbox.Request.Name, network.Name, $"{address}", WithRoute(network, family),
            $"{FirewallSets.Jump(family == AddressFamily.InterNetwork ? FirewallSets.Towards4 : FirewallSets.Towards6, network.Bridge!.Bridge, FirewallSets.ToOpen)}");

    private static GatewayMode Mode(Network network, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? network.Bridge!.Gateway4 : network.Bridge!.Gateway6;

    private static string Everybody(IPAddress host) =>
        host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any) ? "everybody who reaches an address of the host" : $"everybody who reaches {host}";

    private static string WithRoute(Network network, AddressFamily family) =>
        $"everybody with a route to {network.Subnets.First(subnet => subnet.Prefix.BaseAddress.AddressFamily == family).Prefix} by this host";
}
