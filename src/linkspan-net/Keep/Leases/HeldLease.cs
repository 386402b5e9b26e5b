using Linkspan.Dhcp.Client;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>An address that is kept for an endpoint, or looked for.</summary>
internal sealed class HeldLease(KeeperLeaseRequest request, DhcpClient client)
{
    /// <summary>What was asked for.</summary>
    public KeeperLeaseRequest Request { get; } = request;

    /// <summary>The client that keeps it.</summary>
    public DhcpClient Client { get; } = client;

    /// <summary>Hardware address of the container's link.</summary>
    public MacAddress Mac { get; } = new(request.Hardware);

    /// <summary>Hardware address by which the server is reached; everybody's until it spoke.</summary>
    public MacAddress Server { get; set; } = MacAddress.Broadcast;

    /// <summary>The lease as it was last told of.</summary>
    public DhcpLease? Told { get; set; }

    /// <summary>The lease in the engine's words, or null.</summary>
    public SegmentLease? Lease => Client.Lease is not { } lease ? null : new SegmentLease
    {
        Address = lease.Address,
        SubnetAddress = SubnetParser.Masked(lease.Address, lease.PrefixLength),
        PrefixLength = lease.PrefixLength,
        Server = lease.Server,
        Obtained = lease.Obtained,
        Renew = lease.Renew,
        Rebind = lease.Rebind,
        Expires = lease.Expires,
        Gateway = lease.Gateway,
        Routes = [.. lease.Routes.Select(static route => new SegmentRoute(route.Destination.BaseAddress, route.Destination.PrefixLength, route.Gateway))],
        NameServers = lease.NameServers,
        Domain = lease.Domain,
        MtuBytes = lease.MtuBytes ?? 0,
    };

    /// <summary>A lease from before in the client's words.</summary>
    public static DhcpLease Translate(SegmentLease lease) => new()
    {
        Address = lease.Address,
        PrefixLength = lease.PrefixLength,
        Server = lease.Server ?? System.Net.IPAddress.Broadcast,
        Obtained = lease.Obtained,
        Renew = lease.Renew,
        Rebind = lease.Rebind,
        Expires = lease.Expires,
        Gateway = lease.Gateway,
        Routes = [.. lease.Routes.Select(static route => (new System.Net.IPNetwork(route.Destination, route.PrefixLength), route.Gateway))],
        NameServers = lease.NameServers,
        Domain = lease.Domain,
        MtuBytes = lease.MtuBytes == 0 ? null : lease.MtuBytes,
    };
}
