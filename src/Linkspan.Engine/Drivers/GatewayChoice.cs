using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Drivers;

/// <summary>
/// Which endpoint of a sandbox supplies the default route and the published ports of a family. Docker's order:
/// higher priority, then non-internal, then both families before one, then the network's name.
/// </summary>
internal static class GatewayChoice
{
    /// <summary>Name under <c>--aux-address</c> that sets the containers' IPv4 gateway, as with Docker.</summary>
    public const string AuxiliaryGateway4 = "DefaultGatewayIPv4";

    /// <summary>Name under <c>--aux-address</c> that sets the containers' IPv6 gateway.</summary>
    public const string AuxiliaryGateway6 = "DefaultGatewayIPv6";

    /// <summary>The endpoint that leads out, or null where none does.</summary>
    public static Endpoint? Choose(IEnumerable<Endpoint> endpoints, IReadOnlyDictionary<string, Network> networks, AddressFamily family)
    {
        Endpoint? best = null;
        foreach (Endpoint endpoint in endpoints)
        {
            if (LeadsOut(networks[endpoint.NetworkId], endpoint, family) && (best is null || Precedes(endpoint, best, networks)))
            {
                best = endpoint;
            }
        }

        return best;
    }

    /// <summary>
    /// The endpoint that host ports lead to: the best on a bridge, even where another network has the default route. Answers find their
    /// way back by the rule of their source address.
    /// </summary>
    public static Endpoint? ChoosePublished(IEnumerable<Endpoint> endpoints, IReadOnlyDictionary<string, Network> networks, AddressFamily family) =>
        Choose(endpoints.Where(endpoint => networks[endpoint.NetworkId].Bridge is not null), networks, family);

    /// <summary>True where an endpoint's network has a way out for the family.</summary>
    public static bool LeadsOut(Network network, Endpoint endpoint, AddressFamily family) =>
        Address(endpoint, family) is { } address && !network.Internal && (RoutesByLink(network) || NextHop(network, endpoint, address) is not null);

    /// <summary>True where everything leaves straight by the link, since the parent itself routes (ipvlan above layer 2).</summary>
    public static bool RoutesByLink(Network network) => network.Ipvlan is { Layer: not IpvlanLayer.L2 };

    /// <summary>The next hop of a container with that address, null where the network leads nowhere or its links need none.</summary>
    public static IPAddress? NextHop(Network network, Endpoint endpoint, IPAddress address)
    {
        if (network.Internal || RoutesByLink(network) || endpoint.SubnetOn(network, address) is not { } subnet)
        {
            return null;
        }

        string auxiliary = address.AddressFamily == AddressFamily.InterNetwork ? AuxiliaryGateway4 : AuxiliaryGateway6;
        return subnet.Auxiliary.GetValueOrDefault(auxiliary) ?? subnet.Gateway;
    }

    /// <summary>The endpoint's address of a family.</summary>
    public static IPAddress? Address(Endpoint endpoint, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? endpoint.IPv4 : endpoint.IPv6;

    private static bool Precedes(Endpoint left, Endpoint right, IReadOnlyDictionary<string, Network> networks)
    {
        (Network leftNetwork, Network rightNetwork) = (networks[left.NetworkId], networks[right.NetworkId]);
        int order = left.GatewayPriority.CompareTo(right.GatewayPriority);
        order = order != 0 ? order : Families(leftNetwork, left).CompareTo(Families(rightNetwork, right));
        return order != 0 ? order > 0 : string.CompareOrdinal(leftNetwork.Name, rightNetwork.Name) < 0;
    }

    private static int Families(Network network, Endpoint endpoint) =>
        (LeadsOut(network, endpoint, AddressFamily.InterNetwork) ? 1 : 0) + (LeadsOut(network, endpoint, AddressFamily.InterNetworkV6) ? 1 : 0);
}
