using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>What holds for a container's link whatever kind it is of: addresses and sysctls.</summary>
internal static class EndpointFacts
{
    private const int LinkLocalLength4 = 16;
    private const int LinkLocalLength6 = 64;

    /// <summary>Facts of one membership, its link aside.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        plan.Add(new SysctlFact(sandbox, $"net/ipv6/conf/{endpoint.InterfaceName}/disable_ipv6", network.EnableIPv6 ? "0" : "1"));
        foreach (IPAddress address in new[] { endpoint.IPv4, endpoint.IPv6 }.OfType<IPAddress>())
        {
            if (endpoint.SubnetOn(network, address) is { } subnet)
            {
                plan.Add(new AddressFact(sandbox, endpoint.InterfaceName, address, subnet.Prefix.PrefixLength));
            }
        }

        foreach (IPAddress address in endpoint.LinkLocal)
        {
            int length = address.AddressFamily == AddressFamily.InterNetwork ? LinkLocalLength4 : LinkLocalLength6;
            plan.Add(new AddressFact(sandbox, endpoint.InterfaceName, address, length));
        }

        foreach ((string path, string value) in endpoint.Sysctls)
        {
            plan.Add(new SysctlFact(sandbox, path, value));
        }
    }
}
