using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ports;

/// <summary>Which host ports a sandbox must hold for what was asked, given the endpoints that it has now.</summary>
internal static class PortPlan
{
    /// <summary>
    /// The reservations, in the order of the requests; neighbours are one, since a request that names ten thousand ports costs more than they do. The same
    /// request always has the same ids.
    /// </summary>
    /// <param name="sandbox">The sandbox; its published ports keep their numbers.</param>
    /// <param name="networks">Networks by id.</param>
    public static List<KeeperPort> Reservations(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks)
    {
        List<KeeperPort> reservations = [];
        Outlet outlet4 = Find(sandbox, networks, AddressFamily.InterNetwork);
        Outlet outlet6 = Find(sandbox, networks, AddressFamily.InterNetworkV6);
        var held = new HeldNumbers(sandbox);
        var runs = new Dictionary<(IPAddress, Protocol), (int Index, int Place)>(); // the last of each address: the one that a neighbour continues
        IPAddress[] hosts = [];
        for (int index = 0; index < sandbox.Request.Ports.Count; index++)
        {
            PortRequest request = sandbox.Request.Ports[index];
            if (index == 0 || !Equals(request.HostAddress, sandbox.Request.Ports[index - 1].HostAddress))
            {
                hosts = [.. HostAddresses(request, outlet4, outlet6)];
            }

            int place = request.Place ?? index;
            ushort? number = held.Take(request, hosts);
            ushort first = number ?? request.HostPort;
            bool certain = number is not null || (first != 0 && request.HostPortEnd <= first);
            foreach (IPAddress host in hosts)
            {
                if (certain && runs.TryGetValue((host, request.Protocol), out (int Index, int Place) last) &&
                    Continues(reservations[last.Index], place - last.Place, first, request.ContainerPort))
                {
                    reservations[last.Index] = reservations[last.Index] with { Group = null, Further = place - last.Place };
                    continue;
                }

                runs[(host, request.Protocol)] = (reservations.Count, place);
                reservations.Add(new KeeperPort
                {
                    Id = $"{sandbox.Id[..12]}/{place}/{host}",
                    Group = $"{sandbox.Id[..12]}/{place}",
                    HostAddress = host,
                    HostPort = first,
                    HostPortEnd = certain ? (ushort)0 : request.HostPortEnd,
                    Protocol = request.Protocol,
                    Target4 = outlet4.Address,
                    Target6 = outlet6.Address,
                    TargetPort = request.ContainerPort,
                });
            }
        }

        return reservations;
    }

    /// <summary>What is published by reservations that were granted, in the order of the requests.</summary>
    public static IEnumerable<PublishedPort> Published(IReadOnlyList<PortRequest> requests, IReadOnlyList<KeeperPort> reservations, IReadOnlyList<KeeperPortResult> granted)
    {
        Dictionary<int, int>? order = requests.Any(static request => request.Place is not null)
            ? requests.Index().ToDictionary(static item => item.Item.Place ?? item.Index, static item => item.Index)
            : null; // else a place is the position
        List<(int Position, PublishedPort Port)> published = [];
        bool ordered = true;
        for (int index = 0; index < reservations.Count; index++)
        {
            KeeperPort run = reservations[index];
            int place = KeeperPortId.Parse(run.Id).Number;
            for (int offset = 0; offset <= run.Further; offset++)
            {
                int position = order?[place + offset] ?? place + offset;
                ordered &= published.Count == 0 || published[^1].Position <= position;
                published.Add((position, new PublishedPort(run.HostAddress, (ushort)(granted[index].HostPort + offset), (ushort)(run.TargetPort + offset), run.Protocol)));
            }
        }

        IEnumerable<(int Position, PublishedPort Port)> inOrder = ordered ? published : published.OrderBy(static port => port.Position);
        return inOrder.Select(static port => port.Port);
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

    /// <summary>True where a request is the next of a run: in its place, on the host and in the sandbox.</summary>
    private static bool Continues(KeeperPort run, int ahead, ushort hostPort, ushort containerPort) =>
        ahead == run.Further + 1 && run.HostPort != 0 && run.HostPortEnd == 0 && hostPort == run.HostPort + ahead && containerPort == run.TargetPort + ahead;

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
