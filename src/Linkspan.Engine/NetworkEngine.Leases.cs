using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine;

/// <content>
/// Addresses from a segment's own DHCP server. The keeper obtains and prolongs them; the engine stores what they are, makes links carry them, and
/// follows when a server gives another one.
/// </content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan LeaseWatchPause = TimeSpan.FromSeconds(1);

    private static readonly bool[] FirstIPv4 = [false, true];

    private Task _leaseWatch = Task.CompletedTask;

    /// <summary>Asks the segment for addresses, of both families at once. Other changes go on meanwhile: it may take seconds.</summary>
    /// <param name="before">The sandbox as it was, or null.</param>
    /// <param name="sandbox">The sandbox to be.</param>
    /// <param name="endpoint">The endpoint that is to have them.</param>
    /// <param name="collisions">How many IPv6 addresses of the container's own making others had.</param>
    /// <exception cref="LinkspanException">Unavailable: nobody answered; Conflict: the segment gave another address than was asked for.</exception>
    private async Task<Endpoint> ObtainAsync(Sandbox? before, Sandbox sandbox, Endpoint endpoint, int collisions)
    {
        Network network = _state.Networks[endpoint.NetworkId];
        _kernel.RequireUp(network.Physical!.SegmentLink); // else a server would be waited for in vain
        KeeperLeaseRequest ask = Ask(network, sandbox, endpoint);
        KeeperLeaseRequest ask6 = Ask6(network, sandbox, endpoint) with { Collisions = collisions };
        Endpoint leased = await OutsideGateAsync(sandbox, [.. sandbox.Endpoints, endpoint], async () =>
        {
            FaultPoint.Pass("keeper lease");
            Task<SegmentLease?> four = network.UsesDhcp ? ObtainAsync(network.Physical!, ask, endpoint) : Task.FromResult<SegmentLease?>(null);
            Task<SegmentLease?> six = network.UsesSegment6 ? Obtain6Async(network, ask6) : Task.FromResult<SegmentLease?>(null);
            try
            {
                await Task.WhenAll(four, six);
            }
            catch
            {
                await TellAsync(() => Keeper.ReleaseLeaseAsync(endpoint.Id, CancellationToken.None)); // the other family's may have come
                throw;
            }

            (SegmentLease? lease, SegmentLease? lease6) = (await four, await six);
            Endpoint told = endpoint with
            {
                IPv4 = lease?.Address ?? endpoint.IPv4,
                Lease = lease,
                IPv6 = lease6?.Address ?? endpoint.IPv6,
                Lease6 = lease6,
            };
            return told with { SegmentMtuBytes = told.Leases.Select(static lease => lease.MtuBytes).Where(static mtu => mtu != 0).DefaultIfEmpty(0).Min() };
        });

        foreach (SegmentLease lease in leased.Leases.Where(static lease => lease.Server is not null))
        {
            _leases.Remember(network.Id, sandbox.Request.Name, lease.Address);
        }

        try
        {
            CheckUnchanged(before, sandbox);
            foreach (SegmentLease lease in leased.Leases)
            {
                CheckLease(network, sandbox, leased, lease);
            }

            return leased;
        }
        catch
        {
            await GiveBackAsync(leased);
            throw;
        }
    }

    private async Task<SegmentLease?> ObtainAsync(ParentSettings settings, KeeperLeaseRequest ask, Endpoint endpoint)
    {
        try
        {
            return await Keeper.ObtainLeaseAsync(ask with { PatienceMs = settings.DhcpTimeoutSeconds * 1000 }, CancellationToken.None) ??
                throw new LinkspanException(ErrorKind.Internal, "the keeper answered without a lease");
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.Unavailable)
        {
            return await WithoutServerAsync(settings, ask, endpoint, e);
        }
    }

    /// <summary>Where the network carries IPv4 too, a segment without IPv6 is none to fail at: the keeper goes on listening for a router.</summary>
    private async Task<SegmentLease?> Obtain6Async(Network network, KeeperLeaseRequest ask)
    {
        ParentSettings settings = network.Physical!;
        try
        {
            return await Keeper.ObtainLeaseAsync(ask with { PatienceMs = settings.DhcpTimeoutSeconds * 1000 }, CancellationToken.None);
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.Unavailable && ask.Optional)
        {
            Log.NoIPv6Offered(_log, ask.HostName, e.Message);
            return await Keeper.ObtainLeaseAsync(ask, CancellationToken.None);
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.Unavailable)
        {
            throw new LinkspanException(
                ErrorKind.Unavailable,
                $"{e.Message} within {settings.DhcpTimeoutSeconds} s; see that a router on the segment of {settings.SegmentLink} advertises DHCPv6 or a prefix, " +
                $"allow more time with -o {Drivers.ParentOptions.DhcpTimeout}=SECONDS, or give the segment's IPv6 --subnet",
                e);
        }
    }

    /// <summary>What an endpoint asks of a segment's server: what it was given before, by whatever the server knows it.</summary>
    private KeeperLeaseRequest Ask(Network network, Sandbox sandbox, Endpoint endpoint) => new()
    {
        Id = endpoint.Id,
        Link = network.Physical!.SegmentLink,
        Bridged = network.Transparent is not null,
        Hardware = endpoint.Mac.GetAddressBytes(),
        ClientIdentifier = network.Ipvlan is null ? [] : [0, .. EndpointBuilder.MacOf(HostId(), network.Name, sandbox.Request.Name).GetAddressBytes()],
        HostName = sandbox.Request.Hostname,
        Wanted = endpoint.Request.IPv4 ??
            (endpoint.Lease is { Server: not null } lease ? lease.Address : _leases.Remembered(network.Id, sandbox.Request.Name, AddressFamily.InterNetwork)),
    };

    private KeeperLeaseRequest Ask6(Network network, Sandbox sandbox, Endpoint endpoint) => new()
    {
        Id = KeeperLeaseRequest.Id6(endpoint.Id),
        IPv6 = true,
        Optional = network.EnableIPv4 && endpoint.Request.IPv6 is null,
        Link = network.Physical!.SegmentLink,
        Bridged = network.Transparent is not null,
        Hardware = endpoint.Mac.GetAddressBytes(),
        ClientIdentifier = EndpointBuilder.IdentifierOf(network, endpoint.Mac, HostId(), sandbox.Request.Name),
        HostName = sandbox.Request.Hostname,
        Wanted = endpoint.Request.IPv6 ?? endpoint.Lease6?.Address ?? _leases.Remembered(network.Id, sandbox.Request.Name, AddressFamily.InterNetworkV6),
    };

    /// <summary>An address of the container's own choice (RFC 3927) where the network says so; the keeper goes on looking for a server.</summary>
    private async Task<SegmentLease> WithoutServerAsync(ParentSettings settings, KeeperLeaseRequest request, Endpoint endpoint, LinkspanException failure)
    {
        if (!settings.FallsBackToLinkLocal)
        {
            throw new LinkspanException(
                ErrorKind.Unavailable,
                $"{failure.Message} within {settings.DhcpTimeoutSeconds} s; see that the segment of {settings.SegmentLink} has a server with free addresses, " +
                $"allow more time with -o {Drivers.ParentOptions.DhcpTimeout}=SECONDS, or let containers start without one by -o {Drivers.ParentOptions.DhcpFallback}=link-local",
                failure);
        }

        byte[] mac = endpoint.Mac.GetAddressBytes();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // 169.254.1.0 to 169.254.254.255; the choice comes back with the MAC address, as the RFC advises.
            int number = (((mac[4] << 8) | mac[5]) + (attempt * 7919)) % (254 * 256);
            var address = new IPAddress([169, 254, (byte)(1 + (number >> 8)), (byte)number]);
            string? owner = await Task.Run(() => HostKernel.FindOwner(settings.SegmentLink, address, endpoint.Mac));
            if (owner is null)
            {
                await Keeper.ObtainLeaseAsync(request, CancellationToken.None); // it has no patience: the keeper goes on looking
                Log.NoDhcpServer(_log, settings.SegmentLink, address.ToString());
                return new SegmentLease { Address = address, SubnetAddress = IPAddress.Parse("169.254.0.0"), PrefixLength = 16 };
            }
        }

        throw new LinkspanException(ErrorKind.Conflict, $"every link-local address tried on the segment of {settings.SegmentLink} is in use", failure);
    }

    private static void CheckLease(Network network, Sandbox sandbox, Endpoint leased, SegmentLease lease)
    {
        bool ipv6 = lease.Address.AddressFamily == AddressFamily.InterNetworkV6;
        string mac = MacText.Of(leased.Mac);
        if ((ipv6 ? leased.Request.IPv6 : leased.Request.IPv4) is { } wanted && !wanted.Equals(lease.Address))
        {
            throw new LinkspanException(
                ErrorKind.Conflict,
                ipv6
                    ? $"address {wanted} was asked for, and the segment of {network.Physical!.SegmentLink} gave {lease.Address}; reserve {wanted} at its DHCPv6 server, or leave --ip6 out"
                    : $"address {wanted} was asked for, and the DHCP server on {network.Physical!.SegmentLink} gave {lease.Address}; reserve {wanted} for MAC address {mac} at the server, " +
                      "or leave --ip out");
        }

        IPAddress none = ipv6 ? IPAddress.Any : IPAddress.IPv6Any;
        if (sandbox.Endpoints.FirstOrDefault(endpoint => lease.Subnet.Prefix.Contains((ipv6 ? endpoint.IPv6 : endpoint.IPv4) ?? none)) is { } twice)
        {
            throw new LinkspanException(
                ErrorKind.Conflict,
                $"the DHCP server on {network.Physical!.SegmentLink} gave {lease.Address} of {lease.Subnet.Prefix}, in which the container has {(ipv6 ? twice.IPv6 : twice.IPv4)} by another " +
                "network: it could not tell where to send; leave that network first");
        }
    }

    /// <summary>Takes an endpoint's addresses back, wherever they came from.</summary>
    private async Task GiveBackAsync(Endpoint endpoint)
    {
        _leases.Release(endpoint);
        if (_state.Networks.GetValueOrDefault(endpoint.NetworkId) is { IpamDriver: "dhcp" })
        {
            await TellAsync(() => Keeper.ReleaseLeaseAsync(endpoint.Id, CancellationToken.None));
        }
    }

    /// <summary>Has the keeper keep what endpoints have, and give back what none has any longer.</summary>
    private async Task RefillLeasesAsync(KeeperState held, CancellationToken cancellationToken)
    {
        var kept = held.Leases.Select(static lease => lease.Request.Id).ToHashSet(StringComparer.Ordinal);
        foreach ((Sandbox sandbox, Endpoint endpoint, bool ipv6) in Leased())
        {
            if (!kept.Remove(ipv6 ? KeeperLeaseRequest.Id6(endpoint.Id) : endpoint.Id))
            {
                Network network = _state.Networks[endpoint.NetworkId];
                KeeperLeaseRequest request = ipv6 ? Ask6(network, sandbox, endpoint) : Ask(network, sandbox, endpoint);
                await Keeper.ObtainLeaseAsync(request with { Held = ipv6 ? endpoint.Lease6 : endpoint.Lease }, cancellationToken);
            }
        }

        foreach (string stray in kept.Where(id => !_probed.Exists(member => id == member.Endpoint.Id || id == KeeperLeaseRequest.Id6(member.Endpoint.Id))))
        {
            await Keeper.ReleaseLeaseAsync(stray, cancellationToken);
        }
    }

    private IEnumerable<(Sandbox Sandbox, Endpoint Endpoint, bool IPv6)> Leased() =>
        from sandbox in _state.Sandboxes.Values
        from endpoint in sandbox.Endpoints
        let network = _state.Networks[endpoint.NetworkId]
        from ipv6 in FirstIPv4
        where ipv6 ? network.UsesSegment6 : network.UsesDhcp
        select (sandbox, endpoint, ipv6);

    /// <summary>Follows the leases; what changed while the daemon was away is the first news.</summary>
    private async Task WatchLeasesAsync(CancellationToken cancellationToken)
    {
        long revision = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                KeeperLeaseNews news = await Keeper.WatchLeasesAsync(revision, cancellationToken);
                if (await ChangeAsync(() => FollowAsync(news), cancellationToken))
                {
                    revision = news.Revision;
                }
                else
                {
                    await Task.Delay(LeaseWatchPause, _time, cancellationToken); // it is told again
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsKeeperFailure(e))
            {
                Log.KeeperAway(_log, e);
                await Task.Delay(LeaseWatchPause, _time, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <returns>False where some of it is of endpoints that are still being attached: it comes too early for them.</returns>
    private async Task<bool> FollowAsync(KeeperLeaseNews news)
    {
        Dictionary<string, SegmentLease?> leases = news.Leases.ToDictionary(static lease => lease.Request.Id, static lease => lease.Lease, StringComparer.Ordinal);
        foreach ((Sandbox sandbox, Endpoint endpoint, bool ipv6) in Leased().ToArray())
        {
            if (leases.TryGetValue(ipv6 ? KeeperLeaseRequest.Id6(endpoint.Id) : endpoint.Id, out SegmentLease? lease) && !SameTimes(ipv6 ? endpoint.Lease6 : endpoint.Lease, lease))
            {
                Sandbox before = FindSandbox(sandbox.Id)!;
                await FollowAsync(before, before.Endpoints.Single(member => member.Id == endpoint.Id), ipv6, lease); // the other family may have changed it just now
            }
        }

        return !_probed.Exists(member => leases.ContainsKey(member.Endpoint.Id) || leases.ContainsKey(KeeperLeaseRequest.Id6(member.Endpoint.Id)));
    }

    private static bool SameTimes(SegmentLease? left, SegmentLease? right) =>
        left?.Obtained == right?.Obtained && (left is null ? right is null : left.MeansTheSameAs(right));

    /// <summary>An endpoint's lease is another: the store, the container's link, and its names follow. A longer one changes the store alone.</summary>
    private async Task FollowAsync(Sandbox before, Endpoint endpoint, bool ipv6, SegmentLease? lease)
    {
        if (lease is null && !ipv6 && endpoint.Lease is { Server: null })
        {
            return; // its own choice is all that it has while no server answers
        }

        SegmentLease? earlier = ipv6 ? endpoint.Lease6 : endpoint.Lease;
        Endpoint changed = ipv6 ? endpoint with { IPv6 = lease?.Address, Lease6 = lease } : endpoint with { IPv4 = lease?.Address, Lease = lease };
        Sandbox after = before with { Endpoints = [.. before.Endpoints.Select(member => member.Id == endpoint.Id ? changed : member)] };
        _store.Put(after);
        Swap(after);
        if (lease is not null && lease.MeansTheSameAs(earlier))
        {
            return;
        }

        if (lease is not null)
        {
            _leases.Remember(endpoint.NetworkId, before.Request.Name, lease.Address);
        }

        string link = _state.Networks[endpoint.NetworkId].Physical!.SegmentLink;
        Log.LeaseChanged(_log, before.Request.Name, earlier?.Address.ToString() ?? "none", lease?.Address.ToString() ?? "none", link);
        if (_state.Networks[endpoint.NetworkId].TakenLink is null) // else all is compared when the network is back
        {
            _kernel.Follow(Plan.Compare(Describe(before), Describe(after)));
        }

        await ServeNamesAsync(after);
        Raise("update", _state.Networks[endpoint.NetworkId], before.Id);
    }
}
