using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;
using Linkspan.Engine.Store;
using Microsoft.Extensions.Logging;

namespace Linkspan.Engine;

/// <content>Start-up: the stored intent is described and applied like any change, against what the kernel has.</content>
public sealed partial class NetworkEngine
{
    private const string DefaultBridgeName = "docker0";
    private const string SecondBridgeName = "linkspan0";

    /// <summary>What the start had to do to the kernel.</summary>
    internal Difference Reconciled { get; private set; } = new([], []);

    /// <summary>Opens the store and makes the kernel agree with it: whatever a crash left is repaired or removed.</summary>
    /// <exception cref="LinkspanException">A setting is wrong, or privilege or a kernel feature is missing.</exception>
    public static async Task<NetworkEngine> OpenAsync(
        EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        Directory.CreateDirectory(options.DataRoot, EngineOptions.DataRootMode);
        Directory.CreateDirectory(options.ExecRoot);
        ILogger log = loggers.CreateLogger("Linkspan.Engine");
        EngineStore store = EngineStore.Open(Path.Combine(options.DataRoot, "networks.db"));
        NetworkEngine? engine = null;
        try
        {
            engine = new NetworkEngine(options, store, HostKernel.Open(Path.Combine(options.ExecRoot, "netns"), log), time, log);
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch
        {
            if (engine is not null)
            {
                await engine.DisposeAsync();
            }
            else
            {
                store.Dispose();
            }

            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        List<NetworkEvent> raised = [];
        Changed += raised.Add;
        _state = EngineState.Of([.. _store.ReadNetworks().Select(WithAccess)]);
        EnsurePredefined("host", "host");
        EnsurePredefined("none", "null");
        await RestoreSandboxesAsync(cancellationToken);
        if (_options.Watch)
        {
            _kernel.Watch(Signal); // before the first look, so that nothing falls between
        }

        EnsureDefaultBridge();
        FollowTakenLinks([.. _state.Networks.Values]);
        FollowHostAddresses(apply: false);
        OpenLeases();
        _lan = LookAtLan();
        Keeper.Emptied += () => _keeperBehind = true;
        await RenewKeeperAsync(cancellationToken);
        KeeperState held = await Keeper.StateAsync(cancellationToken);
        foreach (KeeperHeldSandbox served in held.Sandboxes)
        {
            if (FindSandbox(served.Sandbox.Id) is { } sandbox && NamePublisher.HasResolver(sandbox, _state.Networks))
            {
                Swap(sandbox with { DnsUdpPort = served.Ports.UdpPort, DnsTcpPort = served.Ports.TcpPort });
            }
        }

        AddressFamily[] closed = [.. Families().Where(NeedsForwarding)];
        foreach (AddressFamily family in closed)
        {
            _store.WriteSetting(GuardSetting(family), "true");
        }

        await GuardedAsync(_state.Networks.Values, () => Reconciled = _kernel.Reconcile(DescribeAll()));
        Log.Reconciled(_log, Reconciled.Remove.Count, Reconciled.Add.Count);
        NameMissing();
        foreach (AddressFamily family in closed)
        {
            SwitchForwardingOn(family);
        }

        await RefillKeeperAsync(held, cancellationToken);
        _store.Settle();
        Changed -= raised.Add;
        StartEvents = raised;
        _keeperWatch = WatchKeeperAsync(_stopping.Token);
        _leaseWatch = WatchLeasesAsync(_stopping.Token);
        _readying = KeepReadyAsync(_stopping.Token);
        _kernelWatch = _options.Watch ? WatchKernelAsync(_stopping.Token) : Task.CompletedTask;
    }

    /// <summary>Takes the sandboxes of the store for there whose network stack is.</summary>
    private async Task RestoreSandboxesAsync(CancellationToken cancellationToken)
    {
        List<Sandbox> stored = _store.ReadSandboxes();
        await PinAgainAsync(stored, cancellationToken);
        foreach (Sandbox sandbox in stored)
        {
            if (_kernel.HasNamespace(sandbox.Id) && sandbox.Endpoints.All(endpoint => _state.Networks.ContainsKey(endpoint.NetworkId)))
            {
                Swap(sandbox with { NamespacePath = _kernel.NamespacePath(sandbox.Id), DnsUdpPort = 0, DnsTcpPort = 0 });
            }
            else
            {
                Log.SandboxLost(_log, sandbox.Request.Name);
                _store.RemoveSandbox(sandbox.Id, Claims(sandbox, sandbox.Endpoints));
            }
        }
    }

    /// <summary>Pins stacks again whose pin somebody took away while no daemon ran, and in which a process still runs: it keeps its connections.</summary>
    private async Task PinAgainAsync(IEnumerable<Sandbox> stored, CancellationToken cancellationToken)
    {
        Dictionary<string, Sandbox> unpinned = stored.Where(sandbox => !_kernel.HasNamespace(sandbox.Id)).ToDictionary(static sandbox => sandbox.Id, StringComparer.Ordinal);
        if (unpinned.Count == 0 || _options.FindNamespaces is not { } find)
        {
            return;
        }

        foreach ((string id, string path) in await find(unpinned.Keys, cancellationToken))
        {
            if (_kernel.TryPin(id, path))
            {
                Log.PinnedAgain(_log, unpinned[id].Request.Name, path);
            }
        }
    }

    private Plan DescribeAll()
    {
        var plan = new Plan();
        foreach (Network network in _state.Networks.Values)
        {
            NetworkDriver.Describe(network, plan);
        }

        foreach (Sandbox sandbox in _state.Sandboxes.Values)
        {
            SandboxDriver.Describe(sandbox, _state.Networks, plan);
        }

        DescribeLan(plan);
        foreach (AddressFamily family in Families().Where(family => _store.ReadSetting(GuardSetting(family)) is not null))
        {
            plan.Add(FirewallSets.Guard(family));
        }

        return plan;
    }

    private void OpenLeases()
    {
        foreach (Network network in _state.Networks.Values)
        {
            _leases.Open(network);
        }

        foreach (StickyLease lease in _store.ReadLeases())
        {
            _leases.Restore(lease);
        }

        foreach (Sandbox sandbox in _state.Sandboxes.Values)
        {
            _leases.Restore(sandbox);
        }
    }

    private void EnsurePredefined(string name, string driver)
    {
        if (_state.Networks.Values.Any(network => network.Predefined && network.Driver == driver))
        {
            return;
        }

        var network = new Network { Id = NewId(), Name = name, Driver = driver, Created = _time.GetUtcNow(), EnableIPv4 = true, Predefined = true };
        _store.Put(network);
        _state = _state.With(network);
    }

    /// <summary>
    /// The default bridge follows the daemon's flags: it is built again where they changed and no container uses it. Its id stays.
    /// </summary>
    private void EnsureDefaultBridge()
    {
        Network? existing = _state.Networks.Values.FirstOrDefault(static network => network.IsDefaultBridge);
        bool used = existing is not null && _state.Members(existing.Id).Any();
        if (_options.BridgeName == "none" || used)
        {
            if (existing is not null && !used)
            {
                _store.RemoveNetwork(existing.Id);
                _state = _state.Without(existing);
            }

            return;
        }

        Network[] others = [.. _state.Networks.Values.Where(network => network != existing)];
        string bridge = _options.BridgeName ?? (_kernel.IsForeign(DefaultBridgeName) ? SecondBridgeName : DefaultBridgeName);
        string[] ours = [.. others.Select(static network => network.Bridge?.Bridge).OfType<string>()];
        bool adopted = _kernel.IsForeign(bridge);
        if (adopted && _options.BridgeName is null && existing?.Bridge is { Adopted: false })
        {
            return; // both its names are others' now: it waits for its own
        }

        HostView host = _kernel.LookNow((adopted ? ours : [.. ours, bridge]).ToHashSet(StringComparer.Ordinal));
        var builder = new NetworkBuilder(others, adopted ? host : host with { Links = Without(host.Links, bridge) }, _pools);
        Network wanted = WithAccess(builder.BuildBridge(DefaultBridgeRequest(bridge), existing?.Id ?? NewId(), existing?.Created ?? _time.GetUtcNow(), predefined: true));
        if (existing?.Bridge is { Adopted: true } joined && joined.Bridge == bridge && wanted.Bridge is { Adopted: true })
        {
            wanted = wanted with { Bridge = wanted.Bridge with { ForeignAddresses = joined.ForeignAddresses } }; // what we added since is ours
        }

        if (existing is not null && _options.BridgeAddress4 is null)
        {
            wanted = wanted with { Subnets = Keep(existing, wanted) };
        }

        _store.Put(wanted);
        _state = _state.With(wanted);
    }

    /// <summary>Automatic ranges of the default bridge stay as they were at the last start, where the families are the same.</summary>
    private static IReadOnlyList<Subnet> Keep(Network existing, Network wanted) =>
        [.. wanted.Subnets.Select(subnet => existing.Subnets.FirstOrDefault(kept =>
            kept.Automatic && subnet.Automatic && kept.Prefix.BaseAddress.AddressFamily == subnet.Prefix.BaseAddress.AddressFamily) ?? subnet)];

    private static Dictionary<string, HostLink> Without(IReadOnlyDictionary<string, HostLink> links, string name) =>
        links.Where(link => link.Key != name).ToDictionary(StringComparer.Ordinal);

    private NetworkRequest DefaultBridgeRequest(string bridge)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BridgeOptions.DefaultBridge] = "true",
            [BridgeOptions.InterContainer] = _options.InterContainer ? "true" : "false",
            [BridgeOptions.Masquerade] = _options.Masquerade ? "true" : "false",
            [BridgeOptions.HostBinding] = (_options.DefaultHostAddress ?? IPAddress.Any).ToString(),
            [BridgeOptions.BridgeName] = bridge,
        };
        if (_options.MtuBytes != 0)
        {
            options[BridgeOptions.Mtu] = _options.MtuBytes.ToString(CultureInfo.InvariantCulture);
        }

        List<SubnetRequest> subnets = [];
        AddBridgeAddress(subnets, "--bip", _options.BridgeAddress4, _options.FixedRange4);
        AddBridgeAddress(subnets, "--bip6", _options.BridgeAddress6, _options.FixedRange6);
        return new NetworkRequest { Name = "bridge", EnableIPv6 = _options.EnableIPv6, Options = options, Subnets = subnets };
    }

    private static void AddBridgeAddress(List<SubnetRequest> subnets, string flag, string? address, string? range)
    {
        if (address is null)
        {
            return;
        }

        if (!SubnetParser.TryParsePrefix(address, out IPAddress? gateway, out int length))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"{flag} {address}: write the bridge's address with its prefix length, as in 172.17.0.1/16");
        }

        subnets.Add(new SubnetRequest { Subnet = $"{SubnetParser.Masked(gateway, length)}/{length}", Gateway = gateway.ToString(), Range = range });
    }

    private static AddressFamily[] Families() => [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    private static string GuardSetting(AddressFamily family) => $"guarded.{family}";

    private bool NeedsForwarding(AddressFamily family) =>
        _state.Networks.Values.Any(network => NeedsForwarding(network, family)) && !HostKernel.Forwards(family);

    private bool NeedsForwarding(Network network, AddressFamily family) =>
        _options.Forwarding && network.Bridge is not null && !network.Internal &&
        network.TakenLink is null && (family == AddressFamily.InterNetwork ? network.EnableIPv4 : network.EnableIPv6);

    /// <summary>
    /// Switches forwarding on where a network is the first to need it, and remembers that the host did not forward before: the guard
    /// against foreign traffic stands before the switch is turned.
    /// </summary>
    private void EnsureForwarding(Network network)
    {
        foreach (AddressFamily family in Families().Where(family => NeedsForwarding(network, family) && !HostKernel.Forwards(family)))
        {
            Guard(family);
            SwitchForwardingOn(family);
        }
    }

    private void Guard(AddressFamily family)
    {
        bool first = _store.ReadSetting(GuardSetting(family)) is null;
        _store.WriteSetting(GuardSetting(family), "true");
        var guard = new Plan();
        guard.Add(FirewallSets.Guard(family));
        try
        {
            _kernel.Apply(Plan.Compare(Plan.Empty, guard));
        }
        catch when (first)
        {
            _store.RemoveSetting(GuardSetting(family)); // forwarding stays off
            throw;
        }
    }

    private void SwitchForwardingOn(AddressFamily family)
    {
        _kernel.EnableForwarding(family);
        Log.ForwardingEnabled(_log, family.ToString());
    }
}
