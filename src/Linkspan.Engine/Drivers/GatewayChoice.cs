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
    public static Endpoint? Choose(IReadOnlyList<Endpoint> endpoints, IReadOnlyDictionary<string, Network> networks, AddressFamily family) =>
        endpoints
            .Where(endpoint => Address(endpoint, family) is not null && NextHop(networks[endpoint.NetworkId], family) is not null)
            .OrderByDescending(static endpoint => endpoint.GatewayPriority)
            .ThenByDescending(endpoint => Families(networks[endpoint.NetworkId]))
            .ThenBy(endpoint => networks[endpoint.NetworkId].Name, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>The containers' next hop on a network, null where the network leads nowhere.</summary>
    public static IPAddress? NextHop(Network network, AddressFamily family)
    {
        if (network.Internal)
        {
            return null;
        }

        string auxiliary = family == AddressFamily.InterNetwork ? AuxiliaryGateway4 : AuxiliaryGateway6;
        foreach (Subnet subnet in network.Subnets)
        {
            if (subnet.Prefix.BaseAddress.AddressFamily == family)
            {
                return subnet.Auxiliary.GetValueOrDefault(auxiliary) ?? subnet.Gateway;
            }
        }

        return null;
    }

    /// <summary>The endpoint's address of a family.</summary>
    public static IPAddress? Address(Endpoint endpoint, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? endpoint.IPv4 : endpoint.IPv6;

    private static int Families(Network network) =>
        (NextHop(network, AddressFamily.InterNetwork) is null ? 0 : 1) + (NextHop(network, AddressFamily.InterNetworkV6) is null ? 0 : 1);
}
