using Linkspan.Dhcp.Client;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Net.Keep.Leases;

/// <summary>An address that is kept for an endpoint, or looked for. What its client has to say comes back as a frame.</summary>
internal abstract class HeldLease(KeeperLeaseRequest request)
{
    /// <summary>What was asked for.</summary>
    public KeeperLeaseRequest Request { get; } = request;

    /// <summary>The lease as the client has it now.</summary>
    public abstract DhcpLease? Current { get; }

    /// <summary>The lease as it was last told of.</summary>
    public DhcpLease? Told { get; set; }

    /// <summary>When <see cref="Wake"/> is to be called.</summary>
    public abstract DateTimeOffset Due { get; }

    /// <summary>Why there is no address, as far as anybody said; or empty.</summary>
    public abstract string Refusal { get; }

    /// <summary>True where somebody who could give an address has spoken, or where it cannot be known that nobody will.</summary>
    public virtual bool IsAnswered => true;

    /// <summary>Begins, with a lease from before or without.</summary>
    public abstract byte[]? Begin(DhcpLease? lease, DateTimeOffset now);

    /// <summary>Time has passed.</summary>
    public abstract byte[]? Wake(DateTimeOffset now);

    /// <summary>Gives the address back.</summary>
    public abstract byte[]? Release(DateTimeOffset now);

    /// <summary>Says that somebody else has the address.</summary>
    public abstract byte[]? Decline(DateTimeOffset now);

    /// <summary>The lease in the engine's words, or null.</summary>
    public SegmentLease? Lease => Current is not { } lease ? null : new SegmentLease
    {
        Address = lease.Address,
        SubnetAddress = SubnetParser.Masked(lease.Address, lease.PrefixLength),
        PrefixLength = lease.PrefixLength,
        Server = lease.Server,
        ServerIdentifier = lease.ServerIdentifier,
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
        ServerIdentifier = lease.ServerIdentifier,
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
