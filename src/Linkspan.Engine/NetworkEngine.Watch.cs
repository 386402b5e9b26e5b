using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;

namespace Linkspan.Engine;

/// <content>
/// The watch: what others change of ours in the kernel is put right by the same describe and apply as every change, under the gate, within
/// a second. A lost firewall is repaired at once; other changes are gathered for a moment, since they come in bursts.
/// </content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400); // sysctls, which nothing tells of

    private const int PolledAtOnce = 256;

    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly RepairBook _repairs;
    private Task _kernelWatch = Task.CompletedTask;
    private int _polled;
    private int _polledSandboxes;

    /// <summary>Number of facts put right while running.</summary>
    public long RepairCount => _repairs.Count;

    /// <summary>Number of times that everything was compared with the intent while running.</summary>
    internal long ComparisonCount { get; private set; }

    /// <summary>The last repairs, oldest first, those of earlier runs included.</summary>
    public IReadOnlyList<Repair> Repairs => _store.ReadRepairs();

    private void Signal()
    {
        if (_changed.CurrentCount == 0)
        {
            try
            {
                _changed.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another signal came first; one is enough.
            }
        }
    }

    /// <summary>True where the kernel is as the intent wants it, read now.</summary>
    internal Task<bool> AgreesAsync(CancellationToken cancellationToken) => ChangeAsync(
        () => Task.FromResult(_kernel.Holds(DescribeAll()) && !Families().Any(NeedsForwarding) && !_state.Networks.Values.SelectMany(Halted).Any()), cancellationToken);

    private async Task WatchKernelAsync(CancellationToken cancellationToken)
    {
        long polled = _time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await _changed.WaitAsync(PollInterval, cancellationToken))
                {
                    await InspectAsync(cancellationToken);
                }

                if (_time.GetElapsedTime(polled) >= PollInterval)
                {
                    polled = _time.GetTimestamp();
                    if (PinsLost() || _kernel.BridgeFilteringChanged() || _repairs.PauseEnded())
                    {
                        _kernel.Resynchronise();
                    }

                    if (SysctlsDrifted())
                    {
                        await ChangeAsync(() => Task.FromResult(RepairSysctls()), cancellationToken);
                    }

                    await LookAroundAsync(cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is LinkspanException or NetlinkException or IOException)
            {
                Log.RepairFailed(_log, e);
                await Task.Delay(PollInterval, _time, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                _kernel.Resynchronise();
            }
        }
    }

    /// <summary>Looks where something changed. A lost table is not waited with: until it is back nothing is forwarded to containers.</summary>
    private async Task InspectAsync(CancellationToken cancellationToken)
    {
        KernelChanges changes = _kernel.TakeChanges();
        _foreignDue |= changes.ForeignTables || changes.Everything;
        _routesDue |= changes.Routes || changes.Everything;
        if (changes.Firewall)
        {
            await Task.Delay(_repairs.FirewallPause(out bool storm), _time, cancellationToken);
            if (storm)
            {
                Log.RepairUndone(_log, "table inet linkspan", RepairBook.FirewallPauseSeconds);
            }

            await ChangeAsync(() => Task.FromResult(RepairFirewall(changes)), cancellationToken);
        }

        if (!changes.Everything && changes.Links.Count == 0 && changes.Spaces.Count == 0)
        {
            return;
        }

        await Task.Delay(Gathering, _time, cancellationToken);
        KernelChanges later = _kernel.TakeChanges();
        later.Add(changes);
        _foreignDue |= later.ForeignTables;
        _routesDue |= later.Routes;
        await ChangeAsync(() => RepairRestAsync(later), cancellationToken);
    }

    /// <summary>Puts the table right, in one transaction.</summary>
    private bool RepairFirewall(KernelChanges changes)
    {
        long started = _time.GetTimestamp();
        if (changes.Structure)
        {
            _kernel.DistrustFirewall();
        }

        Difference drift = _kernel.Drift(DescribeAll().Only(FactKind.Element), elements: true);
        if (drift.IsEmpty && !_kernel.FirewallLost)
        {
            return false;
        }

        _kernel.Apply(drift, firewall: true);
        Report(drift, "table inet linkspan", changes.By, started);
        return true;
    }

    private async Task<bool> RepairRestAsync(KernelChanges changes)
    {
        long started = _time.GetTimestamp();
        (HashSet<string> links, HashSet<string> inside) = _kernel.Ours(changes);
        if (changes.Everything || links.Count > 0)
        {
            changes.Everything |= FollowTakenLinks([.. _state.Networks.Values.Where(network => changes.Everything || HostLinks(network).Any(links.Contains))]);
        }

        if (changes.Everything)
        {
            ComparisonCount++;
            RepairSysctls();
        }

        if (changes.Links.Count > 0 || changes.Everything)
        {
            NameMissing();
            await DiscardChangedAsync();
        }

        HashSet<string> followed = changes.Routes || changes.Everything ? FollowHostAddresses(apply: true) : [];
        bool firewall = changes.Everything || changes.Firewall;
        Plan desired = changes.Everything ? DescribeAll() : DescribePart(links, inside, followed);
        if (firewall && !changes.Everything)
        {
            RepairFirewall(changes);
        }

        Difference drift = Allowed(_kernel.Drift(desired, elements: changes.Everything));
        if (drift.IsEmpty && !(changes.Everything && _kernel.FirewallLost))
        {
            return false;
        }

        // A NIC that comes back into its bridge moves as it did at first: the keeper undoes it if the host, or this daemon, does not live through it.
        HashSet<string> moving = [.. drift.Add.OfType<UplinkFact>().Select(static fact => fact.Bridge)];
        await GuardedAsync(
            _state.Networks.Values.Where(network => network.Transparent is { } settings && moving.Contains(settings.Bridge)),
            () => _kernel.Repair(drift, firewall: changes.Everything));
        Report(drift, string.Join("; ", drift.Add.Take(3)), changes.By, started);
        return true;
    }

    private void Report(Difference done, string words, string? by, long started)
    {
        IReadOnlyList<Repair> noted = _repairs.Note(done, by);
        try
        {
            _store.Note(noted);
        }
        catch (LinkspanException e)
        {
            Log.RepairNotKept(_log, e);
        }

        Log.Repaired(_log, done.Add.Count, words, by ?? "somebody", _time.GetElapsedTime(started).TotalMilliseconds);
        Raise("repair", network: null);
    }

    /// <summary>What the changed links and sandboxes belong to, and some networks with their members; elements aside.</summary>
    private Plan DescribePart(HashSet<string> links, HashSet<string> inside, HashSet<string> networks)
    {
        var plan = new Plan();
        if (links.Count == 0 && inside.Count == 0 && networks.Count == 0)
        {
            return plan;
        }

        EngineState state = _state;
        networks.UnionWith(state.Networks.Values.Where(network => HostLinks(network).Any(links.Contains)).Select(static network => network.Id));
        foreach (string network in networks)
        {
            NetworkDriver.Describe(state.Networks[network], plan);
        }

        foreach (Sandbox sandbox in state.Sandboxes.Values.Where(
            sandbox => inside.Contains(sandbox.Id) || sandbox.Endpoints.Any(
                endpoint => links.Contains(endpoint.HostLink) || (state.Networks[endpoint.NetworkId].Bridge is null && networks.Contains(endpoint.NetworkId)))))
        {
            foreach (Endpoint endpoint in sandbox.Endpoints)
            {
                NetworkDriver.Describe(state.Networks[endpoint.NetworkId], plan);
            }

            SandboxDriver.Describe(sandbox, state.Networks, plan);
        }

        return plan.Without(FactKind.Element);
    }

    /// <summary>Links of the host that are a network's own, or that it stands on.</summary>
    private static IEnumerable<string> HostLinks(Network network) => new[]
    {
        network.Bridge?.Bridge, network.Physical?.SegmentLink, network.Physical?.Parent, network.Physical?.VlanBase, network.Device?.Device, network.Physical is { HostAccess: true } ? HostAccess.LinkName(network) : null,
    }.OfType<string>();

    /// <summary>Leaves out what somebody undoes again and again, and says so once.</summary>
    private Difference Allowed(Difference drift)
    {
        if (drift.IsEmpty)
        {
            return drift;
        }

        HashSet<FactKey> refused = [];
        foreach (Fact fact in drift.Add.Concat(drift.Remove).Where(static fact => fact is not ElementFact).DistinctBy(static fact => fact.Key))
        {
            if (!_repairs.Allows(fact, out TimeSpan? pause))
            {
                refused.Add(fact.Key);
            }

            if (pause is { } span)
            {
                Log.RepairUndone(_log, fact.ToString()!, (int)span.TotalSeconds);
                Raise("repair-suspended", network: null);
            }
        }

        return refused.Count == 0
            ? drift
            : new Difference([.. drift.Remove.Where(fact => !refused.Contains(fact.Key))], [.. drift.Add.Where(fact => !refused.Contains(fact.Key))]);
    }

    /// <summary>Nothing tells of sysctls that matter to us: forwarding and route_localnet are looked at, a few microseconds each. Those left alone are none.</summary>
    private bool SysctlsDrifted()
    {
        if (Families().Any(NeedsForwarding))
        {
            return true;
        }

        // A file each: with thousands of networks they are read in turns, so that an idle engine stays idle.
        EngineState state = _state;
        int count = state.Networks.Count;
        _polled = _polled >= count ? 0 : _polled;
        bool drifted = state.Networks.Values.Skip(_polled).Take(PolledAtOnce).SelectMany(DriftedSysctls).Any(fact => !_repairs.LeavesAlone(fact));
        _polled += PolledAtOnce;
        return drifted;
    }

    /// <summary>Puts them right and looks at nothing else: who changes one all the time must not cost a comparison of everything each time.</summary>
    private bool RepairSysctls()
    {
        long started = _time.GetTimestamp();
        RestoreForwarding();
        Network[] drifted = [.. _state.Networks.Values.Where(network => DriftedSysctls(network).Any())];
        if (FollowTakenLinks(drifted))
        {
            _kernel.Resynchronise(); // it is another's link that has other values
        }

        Difference drift = Allowed(new Difference([], [.. drifted.SelectMany(network => DriftedSysctls(_state.Networks[network.Id]))]));
        if (drift.IsEmpty)
        {
            return false;
        }

        _kernel.Repair(drift, firewall: false);
        Report(drift, string.Join("; ", drift.Add.Take(3)), by: null, started);
        return true;
    }

    private IEnumerable<SysctlFact> DriftedSysctls(Network network) =>
        BridgeDriver.LoopbackRouting(network) is { } loopback && HostKernel.Differs(loopback) ? Halted(network).Prepend(loopback) : Halted(network);

    /// <summary>Nothing tells of a pin that somebody took away, without which the next start of the daemon would not find the stack; looked at in turns, a microsecond each.</summary>
    private bool PinsLost()
    {
        EngineState state = _state;
        _polledSandboxes = _polledSandboxes >= state.Sandboxes.Count ? 0 : _polledSandboxes;
        bool lost = state.Sandboxes.Keys.Skip(_polledSandboxes).Take(PolledAtOnce).Any(sandbox => !_kernel.HasNamespace(sandbox));
        _polledSandboxes += PolledAtOnce;
        return lost;
    }

    /// <summary>Forwarding that somebody switched off was meant for everybody: it comes back for containers only.</summary>
    private void RestoreForwarding()
    {
        foreach (AddressFamily family in Families().Where(NeedsForwarding))
        {
            Guard(family);
            SwitchForwardingOn(family);
        }
    }

    /// <summary>What keeps packets of a network's containers from being forwarded though the host forwards.</summary>
    private IEnumerable<SysctlFact> Halted(Network network) => Families().Where(family => NeedsForwarding(network, family))
        .Select(family => HostKernel.Forwarding(family, network.Bridge!.Bridge)).Where(HostKernel.Differs);
}
