using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Engine.Store;

namespace Linkspan.Engine.Ipam;

/// <summary>The lease tables of all networks' subnets. Not thread-safe: the engine's gate orders its users.</summary>
internal sealed class LeaseBook(TimeProvider time)
{
    private readonly Dictionary<(string Network, AddressFamily Family), LeaseTable[]> _tables = [];

    private readonly Dictionary<(string Network, string Owner, AddressFamily Family), IPAddress> _lent = []; // by segments' servers, asked for again

    /// <summary>Remembers what a segment lent to an owner.</summary>
    public void Remember(string network, string owner, IPAddress address) => _lent[(network, owner, address.AddressFamily)] = address;

    /// <summary>Forgets what a segment lent to an owner.</summary>
    public void ForgetLent(string network, string owner, AddressFamily family) => _lent.Remove((network, owner, family));

    /// <summary>What a segment's server lent to an owner last, or null.</summary>
    public IPAddress? Remembered(string network, string owner, AddressFamily family) => _lent.GetValueOrDefault((network, owner, family));

    /// <summary>Opens the tables of a network.</summary>
    public void Open(Network network)
    {
        foreach (IGrouping<AddressFamily, Subnet> family in network.Subnets.GroupBy(static subnet => subnet.Prefix.BaseAddress.AddressFamily))
        {
            _tables[(network.Id, family.Key)] = [.. family.Select(subnet => new LeaseTable(subnet, time))];
        }
    }

    /// <summary>Sets aside what the host has in a network's subnets by now.</summary>
    public void SetAside(Network network)
    {
        foreach (Subnet subnet in network.Subnets)
        {
            foreach (LeaseTable table in _tables.GetValueOrDefault((network.Id, subnet.Prefix.BaseAddress.AddressFamily)) ?? [])
            {
                table.SetAside(subnet.HostAddresses);
            }
        }
    }

    /// <summary>Closes the tables of a network.</summary>
    public void Close(Network network)
    {
        foreach (Subnet subnet in network.Subnets)
        {
            _tables.Remove((network.Id, subnet.Prefix.BaseAddress.AddressFamily));
        }
    }

    /// <summary>Records what the store says is given.</summary>
    public void Restore(Sandbox sandbox)
    {
        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            Restore(endpoint.NetworkId, sandbox.Request.Name, endpoint.IPv4);
            Restore(endpoint.NetworkId, sandbox.Request.Name, endpoint.IPv6);
        }
    }

    /// <summary>Records what the store says waits for its owner.</summary>
    public void Restore(StickyLease lease)
    {
        if (Find(lease.NetworkId, lease.Address) is { } table)
        {
            table.RestoreSticky(lease.Owner, lease.Address);
        }
        else
        {
            Remember(lease.NetworkId, lease.Owner, lease.Address);
        }
    }

    /// <summary>Leases an address of a family; null where the network does not carry it.</summary>
    /// <exception cref="LinkspanException">The address wanted is not to be had, or none is left.</exception>
    public IPAddress? Lease(Network network, AddressFamily family, string owner, IPAddress? wanted)
    {
        if (!_tables.TryGetValue((network.Id, family), out LeaseTable[]? tables))
        {
            return null;
        }

        LeaseOutcome outcome = LeaseOutcome.OutsideSubnet;
        IPAddress? address = null;
        int former = Array.FindIndex(tables, table => table.Remembers(owner)); // its subnet comes first
        for (int index = former < 0 ? 0 : -1; index < tables.Length && outcome != LeaseOutcome.Leased; index++)
        {
            LeaseTable table = tables[index < 0 ? former : index];
            if (wanted is null || table.Covers(wanted))
            {
                outcome = table.TryLease(owner, wanted, out address);
            }
        }

        return outcome switch
        {
            LeaseOutcome.Leased => address,
            LeaseOutcome.InUse => throw new LinkspanException(
                ErrorKind.Forbidden, $"Address already in use: {wanted} of network {network.Name} belongs to its gateway, an auxiliary address, the host or another container"),
            LeaseOutcome.OutsideSubnet => throw new LinkspanException(
                ErrorKind.Invalid, $"invalid endpoint settings:\nno configured subnet contains IP address {wanted}"),
            _ => throw new LinkspanException(
                ErrorKind.Unavailable,
                $"no available addresses on this pool: network {network.Name} has given all {tables.Sum(static table => table.TakenCount)} away; remove containers or make a larger network"),
        };
    }

    /// <summary>The address that a stranger would be given next, some left out; null where there is none.</summary>
    public IPAddress? Foresee(Network network, AddressFamily family, IReadOnlySet<IPAddress> without) =>
        (_tables.GetValueOrDefault((network.Id, family)) ?? []).Select(table => table.Foresee(without)).FirstOrDefault(static address => address is not null);

    /// <summary>Takes an endpoint's addresses back.</summary>
    public void Release(Endpoint endpoint)
    {
        Release(endpoint.NetworkId, endpoint.IPv4);
        Release(endpoint.NetworkId, endpoint.IPv6);
    }

    /// <summary>Drops an owner's claims on all networks.</summary>
    public void Forget(string owner)
    {
        foreach ((string Network, string Owner, AddressFamily Family) key in _lent.Keys.Where(key => key.Owner == owner).ToArray())
        {
            _lent.Remove(key);
        }

        foreach (LeaseTable table in _tables.Values.SelectMany(static tables => tables))
        {
            table.Forget(owner);
        }
    }

    private void Restore(string network, string owner, IPAddress? address)
    {
        if (address is null)
        {
            return;
        }

        if (Find(network, address) is { } table)
        {
            table.Restore(owner, address);
        }
        else
        {
            Remember(network, owner, address);
        }
    }

    /// <summary>Takes one address back.</summary>
    public void Release(string network, IPAddress? address)
    {
        if (address is not null)
        {
            Find(network, address)?.Release(address);
        }
    }

    /// <summary>The table of an address; null where it was not leased from a subnet of the network.</summary>
    private LeaseTable? Find(string network, IPAddress address) =>
        Array.Find(_tables.GetValueOrDefault((network, address.AddressFamily)) ?? [], table => table.Covers(address));
}
