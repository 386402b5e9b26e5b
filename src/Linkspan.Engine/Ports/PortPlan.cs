using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ports;

/// <summary>Which host ports a sandbox must hold for what was asked, given the endpoints that it has now.</summary>
internal static class PortPlan
{
    /// <summary>The reservations, in the order of the requests; the same request always has the same ids.</summary>
    /// <param name="sandbox">The sandbox; its published ports keep their numbers.</param>
    /// <param name="networks">Networks by id.</param>
    public static List<KeeperPort> Reservations(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks)
    {
        List<KeeperPort> reservations = [];
        Outlet outlet4 = Find(sandbox, networks, AddressFamily.InterNetwork);
        Outlet outlet6 = Find(sandbox, networks, AddressFamily.InterNetworkV6);
        HashSet<(IPAddress, ushort, Protocol)> claimed = [];
        for (int index = 0; index < sandbox.Request.Ports.Count; index++)
        {
            PortRequest request = sandbox.Request.Ports[index];
            IPAddress[] hosts = [.. HostAddresses(request, outlet4, outlet6)];
            ushort? held = Held(sandbox, request, hosts, claimed);
            claimed.UnionWith(hosts.Select(host => (host, held ?? request.HostPort, request.Protocol)));
            foreach (IPAddress host in hosts)
            {
                reservations.Add(new KeeperPort
                {
                    Id = $"{sandbox.Id[..12]}/{request.Place ?? index}/{host}",
                    Group = $"{sandbox.Id[..12]}/{request.Place ?? index}",
                    HostAddress = host,
                    HostPort = held ?? request.HostPort,
                    HostPortEnd = held is null ? request.HostPortEnd : (ushort)0,
                    Protocol = request.Protocol,
                    Target4 = outlet4.Address,
                    Target6 = outlet6.Address,
                    TargetPort = request.ContainerPort,
                });
            }
        }

        return reservations;
    }

    /// <summary>Ports opened on the container's own address: published without a host port.</summary>
    public static IEnumerable<PublishedPort> Routed(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks)
    {
        bool routed4 = Find(sandbox, networks, AddressFamily.InterNetwork).Mode == GatewayMode.Routed;
        bool routed6 = Find(sandbox, networks, AddressFamily.InterNetworkV6).Mode == GatewayMode.Routed;
        foreach (PortRequest request in sandbox.Request.Ports)
        {
            if (routed4 && request.HostAddress?.AddressFamily is null or AddressFamily.InterNetwork)
            {
                yield return new PublishedPort(IPAddress.Any, 0, request.ContainerPort, request.Protocol);
            }

            if (routed6 && request.HostAddress?.AddressFamily is null or AddressFamily.InterNetworkV6)
            {
                yield return new PublishedPort(IPAddress.IPv6Any, 0, request.ContainerPort, request.Protocol);
            }
        }
    }

    /// <summary>The number that a request got before: several requests may name one container port, so each takes one that no earlier one took.</summary>
    private static ushort? Held(Sandbox sandbox, PortRequest request, IPAddress[] hosts, HashSet<(IPAddress, ushort, Protocol)> claimed)
    {
        if (request.HostPort != 0 && request.HostPortEnd <= request.HostPort)
        {
            return null; // the number asked for is the only one possible
        }

        return sandbox.Published.FirstOrDefault(port =>
            port.ContainerPort == request.ContainerPort && port.Protocol == request.Protocol && port.HostPort != 0 &&
            (request.HostPort == 0 || (port.HostPort >= request.HostPort && port.HostPort <= request.HostPortEnd)) &&
            hosts.Contains(port.HostAddress) && !claimed.Contains((port.HostAddress, port.HostPort, port.Protocol)))?.HostPort;
    }

    private static IEnumerable<IPAddress> HostAddresses(PortRequest request, Outlet outlet4, Outlet outlet6)
    {
        bool translated4 = outlet4.Address is not null && outlet4.Mode != GatewayMode.Routed;
        bool translated6 = outlet6.Address is not null && outlet6.Mode != GatewayMode.Routed;
        if ((request.HostAddress ?? outlet4.DefaultHost ?? outlet6.DefaultHost) is { } host && !IsAll(host, request))
        {
            // An IPv6 host address of an IPv4-only container is relayed by the keeper; the other way round there is nobody to ask.
            bool reachable = host.AddressFamily == AddressFamily.InterNetwork ? translated4 : translated6 || translated4;
            if (reachable)
            {
                yield return host;
            }

            yield break;
        }

        if (translated4)
        {
            yield return IPAddress.Any;
        }

        if ((translated6 || translated4) && Socket.OSSupportsIPv6)
        {
            yield return IPAddress.IPv6Any;
        }
    }

    /// <summary>No address, or the default one "0.0.0.0" of the daemon, means both families; a user who writes 0.0.0.0 means IPv4.</summary>
    private static bool IsAll(IPAddress host, PortRequest request) => request.HostAddress is null && host.Equals(IPAddress.Any);

    private static Outlet Find(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, AddressFamily family)
    {
        if (GatewayChoice.ChoosePublished(sandbox.Endpoints, networks, family) is not { } endpoint)
        {
            return default;
        }

        BridgeSettings bridge = networks[endpoint.NetworkId].Bridge!;
        return new Outlet(
            GatewayChoice.Address(endpoint, family),
            family == AddressFamily.InterNetwork ? bridge.Gateway4 : bridge.Gateway6,
            bridge.DefaultHostAddress);
    }

    /// <summary>Where a family leaves the sandbox.</summary>
    private readonly record struct Outlet(IPAddress? Address, GatewayMode Mode, IPAddress? DefaultHost);
}
