using System.Net;
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

    private Task _leaseWatch = Task.CompletedTask;

    /// <summary>Asks the segment's server for an address. Other changes go on meanwhile: it may take seconds.</summary>
    /// <exception cref="LinkspanException">Unavailable: no server answered; Conflict: it gave another address than was asked for.</exception>
    private async Task<Endpoint> ObtainAsync(Sandbox? before, Sandbox sandbox, Endpoint endpoint)
    {
        Network network = _state.Networks[endpoint.NetworkId];
        ParentSettings settings = network.Physical!;
        SegmentLease lease;
        _probed.Add((sandbox, endpoint));
        _gate.Release();
        try
        {
            FaultPoint.Pass("keeper lease");
            KeeperLeaseRequest request = Ask(network, sandbox, endpoint) with { PatienceMs = settings.DhcpTimeoutSeconds * 1000 };
            lease = await Keeper.ObtainLeaseAsync(request, CancellationToken.None) ?? throw new LinkspanException(ErrorKind.Internal, "the keeper answered without a lease");
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.Unavailable)
        {
            lease = await WithoutServerAsync(settings, Ask(network, sandbox, endpoint), endpoint, e);
        }
        finally
        {
            await _gate.WaitAsync(CancellationToken.None); // the change goes on as the only one
            _probed.RemoveAll(member => ReferenceEquals(member.Sandbox, sandbox));
        }

        Endpoint leased = endpoint with { IPv4 = lease.Address, Lease = lease };
        if (lease.Server is not null)
        {
            _leases.Remember(network.Id, sandbox.Request.Name, lease.Address);
        }

        try
        {
            CheckUnchanged(before, sandbox);
            CheckLease(network, sandbox, leased);
            return leased;
        }
        catch
        {
            await GiveBackAsync(leased);
            throw;
        }
    }

    /// <summary>What an endpoint asks of a segment's server: what it was given before, by whatever the server knows it.</summary>
    private KeeperLeaseRequest Ask(Network network, Sandbox sandbox, Endpoint endpoint) => new()
    {
        Id = endpoint.Id,
        Link = network.Physical!.SegmentLink,
        Hardware = endpoint.Mac.GetAddressBytes(),
        ClientIdentifier = network.Ipvlan is null ? [] : [0, .. EndpointBuilder.MacOf(HostId(), network.Name, sandbox.Request.Name).GetAddressBytes()],
        HostName = sandbox.Request.Hostname,
        Wanted = endpoint.Request.IPv4 ?? (endpoint.Lease is { Server: not null } lease ? lease.Address : _leases.Remembered(network.Id, sandbox.Request.Name)),
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

    private static void CheckLease(Network network, Sandbox sandbox, Endpoint leased)
    {
        SegmentLease lease = leased.Lease!;
        if (leased.Request.IPv4 is { } wanted && !wanted.Equals(lease.Address))
        {
            throw new LinkspanException(
                ErrorKind.Conflict,
                $"address {wanted} was asked for, and the DHCP server on {network.Physical!.SegmentLink} gave {lease.Address}; reserve {wanted} for MAC address " +
                $"{string.Join(':', leased.Mac.GetAddressBytes().Select(static octet => octet.ToString("x2")))} at the server, or leave --ip out");
        }

        if (sandbox.Endpoints.FirstOrDefault(endpoint => lease.Subnet.Prefix.Contains(endpoint.IPv4 ?? IPAddress.IPv6Any)) is { } twice)
        {
            throw new LinkspanException(
                ErrorKind.Conflict,
                $"the DHCP server on {network.Physical!.SegmentLink} gave {lease.Address} of {lease.Subnet.Prefix}, in which the container has {twice.IPv4} by another network: " +
                "it could not tell where to send; leave that network first");
        }
    }

    /// <summary>Takes an endpoint's addresses back, wherever they came from.</summary>
    private async Task GiveBackAsync(Endpoint endpoint)
    {
        _leases.Release(endpoint);
        if (endpoint.Lease is not null)
        {
            await TellAsync(() => Keeper.ReleaseLeaseAsync(endpoint.Id, CancellationToken.None));
        }
    }

    /// <summary>Has the keeper keep what endpoints have, and give back what none has any longer.</summary>
    private async Task RefillLeasesAsync(KeeperState held, CancellationToken cancellationToken)
    {
        var kept = held.Leases.Select(static lease => lease.Request.Id).ToHashSet(StringComparer.Ordinal);
        foreach ((Sandbox sandbox, Endpoint endpoint) in Leased())
        {
            if (!kept.Remove(endpoint.Id))
            {
                KeeperLeaseRequest request = Ask(_state.Networks[endpoint.NetworkId], sandbox, endpoint);
                await Keeper.ObtainLeaseAsync(request with { Held = endpoint.Lease }, cancellationToken);
            }
        }

        foreach (string stray in kept.Where(id => !_probed.Exists(member => member.Endpoint.Id == id)))
        {
            await Keeper.ReleaseLeaseAsync(stray, cancellationToken);
        }
    }

    private IEnumerable<(Sandbox Sandbox, Endpoint Endpoint)> Leased() =>
        from sandbox in _state.Sandboxes.Values
        from endpoint in sandbox.Endpoints
        where _state.Networks[endpoint.NetworkId].UsesDhcp
        select (sandbox, endpoint);

    /// <summary>Follows the leases; what changed while the daemon was away is the first news.</summary>
    private async Task WatchLeasesAsync(CancellationToken cancellationToken)
    {
        long revision = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                KeeperLeaseNews news = await Keeper.WatchLeasesAsync(revision, cancellationToken);
                await ChangeAsync(() => FollowAsync(news), cancellationToken);
                revision = news.Revision;
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

    private async Task FollowAsync(KeeperLeaseNews news)
    {
        Dictionary<string, SegmentLease?> leases = news.Leases.ToDictionary(static lease => lease.Request.Id, static lease => lease.Lease, StringComparer.Ordinal);
        foreach ((Sandbox sandbox, Endpoint endpoint) in Leased().ToArray())
        {
            if (leases.TryGetValue(endpoint.Id, out SegmentLease? lease) && !SameTimes(endpoint.Lease, lease))
            {
                await FollowAsync(FindSandbox(sandbox.Id)!, endpoint, lease);
            }
        }
    }

    private static bool SameTimes(SegmentLease? left, SegmentLease? right) =>
        left?.Obtained == right?.Obtained && (left is null ? right is null : left.MeansTheSameAs(right));

    /// <summary>An endpoint's lease is another: the store, the container's link, and its names follow. A longer one changes the store alone.</summary>
    private async Task FollowAsync(Sandbox before, Endpoint endpoint, SegmentLease? lease)
    {
        if (lease is null && endpoint.Lease is { Server: null })
        {
            return; // its own choice is all that it has while no server answers
        }

        Endpoint changed = endpoint with { IPv4 = lease?.Address, Lease = lease is null ? null : lease with { MtuBytes = endpoint.Lease?.MtuBytes ?? lease.MtuBytes } };
        Sandbox after = before with { Endpoints = [.. before.Endpoints.Select(member => member.Id == endpoint.Id ? changed : member)] };
        _store.Put(after);
        Swap(after);
        if (lease is not null && lease.MeansTheSameAs(endpoint.Lease))
        {
            return;
        }

        if (lease is not null)
        {
            _leases.Remember(endpoint.NetworkId, before.Request.Name, lease.Address);
        }

        string link = _state.Networks[endpoint.NetworkId].Physical!.SegmentLink;
        Log.LeaseChanged(_log, before.Request.Name, endpoint.IPv4?.ToString() ?? "none", lease?.Address.ToString() ?? "none", link);
        _kernel.Apply(Plan.Compare(Describe(before), Describe(after)));
        await ServeNamesAsync(after);
        Raise("update", _state.Networks[endpoint.NetworkId], before.Id);
    }
}
