using Linkspan.Netlink;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Makes a NIC a port of a bridge and back, with all that the host has on it, so that connections through it live on: the bridge has the NIC's
/// MAC, the other side has the addresses before the NIC leaves, and the neighbours come along so that nobody is asked anew. All of it is one send,
/// some milliseconds under the kernel's lock. The keeper does the way back too, when the daemon died half way.
/// </summary>
internal static class Uplink
{
    private const NeighbourState Known =
        NeighbourState.Reachable | NeighbourState.Stale | NeighbourState.Delay | NeighbourState.Probe | NeighbourState.Permanent;

    /// <summary>Makes the NIC a port; what it has moves to the bridge. Repeating it finishes what a crash left.</summary>
    /// <exception cref="NetlinkException">The kernel refused something; the way back is <see cref="Detach"/>.</exception>
    public static void Attach(RouteSocket route, Link bridge, Link nic)
    {
        // A NIC that was unplugged comes back to a bridge that is the host: what it has must not be lost, and neighbours know it by the MAC that it has.
        if (bridge.Mac != nic.Mac && route.Addresses(bridge.Index).TrueForAll(static address => address.Address.IsIPv6LinkLocal))
        {
            Dress(route, bridge, nic);
        }

        route.Send(new SetLink { Index = nic.Index, Up = true });

        Carry(route, nic.Index, bridge.Index, new SetLink { Index = nic.Index, Master = bridge.Index });
    }

    /// <summary>
    /// Makes the bridge the host on the segment: at the same MAC, so that no neighbour has to learn. It goes down meanwhile, which remakes its
    /// link-local address; so this is for a bridge that has nothing yet.
    /// </summary>
    private static void Dress(RouteSocket route, Link bridge, Link nic)
    {
        route.Send(new SetLink { Index = bridge.Index, Up = false });
        HostSysctl.WriteIfThere($"net/ipv6/conf/{bridge.Name}/accept_dad", "0"); // the NIC's link-local address is the same, and no stranger's
        HostSysctl.WriteIfThere($"net/ipv6/conf/{bridge.Name}/disable_ipv6", HostSysctl.Read($"net/ipv6/conf/{nic.Name}/disable_ipv6") ?? "0");
        route.Send(new SetLink { Index = bridge.Index, Mac = nic.Mac, Mtu = nic.Mtu });
        route.Send(new SetLink { Index = bridge.Index, Up = true });
    }

    /// <summary>Takes the NIC out of the bridge; what the bridge has moves back to it.</summary>
    /// <exception cref="NetlinkException">The kernel refused something; the rest was done all the same.</exception>
    public static void Detach(RouteSocket route, Link bridge, Link nic, bool down)
    {
        Carry(route, bridge.Index, nic.Index, new SetLink { Index = nic.Index, Master = 0 });
        if (down)
        {
            route.Send(new SetLink { Index = nic.Index, Up = false });
        }
    }

    /// <summary>The next hop of the host's default route by a link, IPv4's rather than IPv6's; null where none leads that way.</summary>
    public static System.Net.IPAddress? GatewayOf(RouteSocket route, int link) => route.Routes()
        .FindAll(found => found.Link == link && found.Destination.PrefixLength == 0 && found.Gateway is not null && found.Table == RouteTable.Main)
        .OrderBy(static found => found.Destination.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        .FirstOrDefault()?.Gateway;

    private static void Carry(RouteSocket route, int from, int to, SetLink change)
    {
        LinkAddress[] addresses = [.. route.Addresses(from).Where(static address => !address.Address.IsIPv6LinkLocal)];
        var batch = new NetlinkBatch();
        foreach (LinkAddress address in addresses)
        {
            batch.Add(new AddAddress
            {
                Link = to,
                Address = address.Address,
                PrefixLength = address.PrefixLength,
                Broadcast = address.Broadcast,
                Scope = address.Scope,
                Flags = (address.Flags & AddressFlags.NoPrefixRoute) | AddressFlags.NoDuplicateDetection,
                PreferredSeconds = address.PreferredSeconds,
                ValidSeconds = address.ValidSeconds,
                Replace = true,
            });
        }

        batch.Add(change);
        foreach (Route moved in Movable(route, from))
        {
            batch.Add(new AddRoute
            {
                Destination = moved.Destination,
                Gateway = moved.Gateway,
                Link = to,
                Source = moved.Source,
                Metric = moved.Metric,
                Table = moved.Table,
                Scope = moved.Scope,
                Type = moved.Type,
                Protocol = moved.Protocol,
                Replace = true,
            });
        }

        foreach (Neighbour neighbour in route.Neighbours(from).Where(static neighbour => neighbour.Address is not null && (neighbour.State & Known) != NeighbourState.None))
        {
            NeighbourState state = neighbour.State.HasFlag(NeighbourState.Permanent) ? NeighbourState.Permanent : NeighbourState.Stale; // to be asked again when used
            batch.Add(new AddNeighbour { Link = to, Address = neighbour.Address!, Mac = neighbour.Mac, State = state });
        }

        foreach (LinkAddress address in addresses)
        {
            batch.Add(new DeleteAddress { Link = from, Address = address.Address, PrefixLength = address.PrefixLength }, Errno.AddressNotAvailable);
        }

        route.Send(batch);
    }

    /// <summary>Routes that do not come by themselves with the addresses: those onto the link first, since the others lean on them.</summary>
    private static IEnumerable<Route> Movable(RouteSocket route, int link) => route.Routes()
        .FindAll(found => found.Link == link && found.Table != RouteTable.Local && found.Protocol != RouteProtocol.Kernel && !found.IsMultipath &&
            found.Type == RouteType.Unicast && !found.Destination.BaseAddress.IsIPv6Multicast && !found.Destination.BaseAddress.IsIPv6LinkLocal)
        .OrderBy(static found => found.Gateway is not null);
}
