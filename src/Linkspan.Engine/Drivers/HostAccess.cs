using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>
/// A parent never hands frames to its own children, so host and containers do not meet on it. A link of the host beside the containers'
/// does: each container is a route to it. It carries no address and answers no ARP, since the segment would then see the host's address
/// at two hardware addresses; both sides are told each other's instead.
/// </summary>
internal static class HostAccess
{
    private const string NoReply = "8"; // arp_ignore: do not reply for any local address (ip-sysctl.rst)

    /// <summary>Name of the host's link.</summary>
    public static string LinkName(Network network) => $"sh-{network.Id[..12]}";

    /// <summary>Facts of the network: the host's link.</summary>
    public static void Describe(Network network, Plan plan)
    {
        string link = LinkName(network);
        plan.Add(network.Physical switch
        {
            IpvlanSettings ipvlan => new IpvlanFact("", link, ipvlan.Parent, ipvlan.MtuBytes, ipvlan.Layer, ipvlan.Mode),
            ParentSettings settings => new MacvlanFact("", link, settings.Parent, settings.MtuBytes, SegmentMode.Bridge, Mac(network), BroadcastQueueLength: null),
            _ => throw new InvalidOperationException($"network {network.Name} has no parent"),
        });
        plan.Add(new SysctlFact("", $"net/ipv4/conf/{link}/arp_ignore", NoReply));
        plan.Add(new SysctlFact("", $"net/ipv6/conf/{link}/disable_ipv6", network.EnableIPv6 ? "0" : "1"));
        if (network.EnableIPv6)
        {
            plan.Add(new SysctlFact("", $"net/ipv6/conf/{link}/accept_ra", "0"));
        }
    }

    /// <summary>Facts of one membership: the host's way to the container, and the container's to the host.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        string link = LinkName(network);
        foreach (IPAddress address in new[] { endpoint.IPv4, endpoint.IPv6 }.OfType<IPAddress>())
        {
            plan.Add(new RouteFact("", Alone(address), Gateway: null, link) { Source = Source(network, address) });
            if (!GatewayChoice.RoutesByLink(network))
            {
                plan.Add(new NeighbourFact("", link, address, endpoint.Mac));
            }
        }

        if (GatewayChoice.RoutesByLink(network))
        {
            return; // the parent routes what is the host's
        }

        foreach (IPAddress host in network.Physical!.HostAddresses)
        {
            if (GatewayChoice.Address(endpoint, host.AddressFamily) is not { } own)
            {
                continue;
            }

            plan.Add(new NeighbourFact(sandbox, endpoint.InterfaceName, host, network.Ipvlan is null ? Mac(network) : endpoint.Mac));
            if (endpoint.SubnetOn(network, own) is not { } subnet || !subnet.Prefix.Contains(host))
            {
                plan.Add(new RouteFact(sandbox, Alone(host), Gateway: null, endpoint.InterfaceName)); // else by way of a router, where there is one
            }
        }
    }

    private static IPNetwork Alone(IPAddress address) => new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    /// <summary>The host's address in the container's own subnet, or else any that it has on the parent.</summary>
    private static IPAddress? Source(Network network, IPAddress address) =>
        (network.SubnetOf(address)?.HostAddresses ?? []).Concat(network.Physical!.HostAddresses).FirstOrDefault(host => host.AddressFamily == address.AddressFamily);

    private static PhysicalAddress Mac(Network network) => new([0x02, 0x42, .. SHA256.HashData(Encoding.ASCII.GetBytes(network.Id)).AsSpan(0, 4)]);
}
