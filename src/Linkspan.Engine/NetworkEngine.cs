using Linkspan.Engine.Ipam;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Store;
using Microsoft.Extensions.Logging;

namespace Linkspan.Engine;

/// <summary>
/// The engine's door: every change to networks and sandboxes passes here and takes the one path
/// validate → allocate → commit → describe → apply → publish names → answer.
/// Changes are taken one at a time: each costs about a millisecond, nearly all of it under the kernel's single rtnl lock, so that
/// parallel changes only queue there instead (measured: more threads are slower). Reading needs no lock.
/// </summary>
public sealed partial class NetworkEngine : IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly EngineStore _store;
    private readonly HostKernel _kernel;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IReadOnlyList<AddressPool> _pools;
    private readonly LeaseBook _leases;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile EngineState _state = EngineState.Empty;
    private Task _keeperWatch = Task.CompletedTask;
    private Task _readying = Task.CompletedTask;

    private NetworkEngine(EngineOptions options, EngineStore store, HostKernel kernel, TimeProvider time, ILogger log)
    {
        _options = options;
        _store = store;
        _kernel = kernel;
        _time = time;
        _log = log;
        _pools = SubnetPools.For(options.AddressPools, HostId());
        _leases = new LeaseBook(time);
        _repairs = new RepairBook(time);
        _ready = new ReadySandboxes(options.ReadySandboxes);
        Keeper = new KeeperClient(new KeeperOptions
        {
            SocketPath = Path.Combine(options.ExecRoot, "keeper.sock"),
            ExecutablePath = options.KeeperPath,
        });
    }

    /// <summary>Raised after each change, in order, on the thread of the change; handlers must not block.</summary>
    public event Action<NetworkEvent>? Changed;

    /// <summary>What was raised during the start, when nobody could listen yet; in order.</summary>
    public IReadOnlyList<NetworkEvent> StartEvents { get; private set; } = [];

    /// <summary>The keeper, which holds DNS, log pipes and reserved ports; started when needed.</summary>
    public KeeperClient Keeper { get; }

    /// <summary>All networks, oldest first.</summary>
    public IReadOnlyList<Network> Networks => [.. _state.Networks.Values.OrderBy(static network => network.Created).ThenBy(static network => network.Name, StringComparer.Ordinal)];

    /// <summary>All sandboxes that exist now.</summary>
    public IReadOnlyList<Sandbox> Sandboxes => [.. _state.Sandboxes.Values];

    /// <summary>The sandbox of that id, or null.</summary>
    public Sandbox? FindSandbox(string id) => _state.Sandboxes.GetValueOrDefault(id);

    /// <summary>Looks a network up by id, name, then unique id prefix.</summary>
    /// <exception cref="LinkspanException">NotFound, or Invalid where the prefix is ambiguous.</exception>
    public Network Find(string reference) => TryFind(reference) ?? throw new LinkspanException(ErrorKind.NotFound, $"network {reference} not found");

    /// <summary>Looks a network up; null where there is none.</summary>
    /// <exception cref="LinkspanException">Invalid where an id prefix is ambiguous.</exception>
    public Network? TryFind(string reference)
    {
        EngineState state = _state;
        if (state.Networks.TryGetValue(reference, out Network? exact))
        {
            return exact;
        }

        if (state.Named(reference) is { } named)
        {
            return named;
        }

        Network[] prefixed = reference.Length == 0
            ? []
            : [.. state.Networks.Values.Where(network => network.Id.StartsWith(reference, StringComparison.Ordinal))];
        return prefixed.Length switch
        {
            0 => null,
            1 => prefixed[0],
            _ => throw new LinkspanException(
                ErrorKind.Invalid, $"network {reference} is ambiguous ({prefixed.Length} matches found based on ID prefix); give more digits"),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeperWatch;
        await _leaseWatch;
        await _kernelWatch;
        await _readying;
        UnmarkPlugged();
        _ready.TakeAll(static _ => true).ForEach(stack => _kernel.Discard(stack.Kernel));
        _ready.Dispose();
        await Keeper.DisposeAsync();
        _kernel.Dispose();
        _store.Dispose();
        _gate.Dispose();
        _changed.Dispose();
        _stopping.Dispose();
    }

    private static string HostId() =>
        File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : Environment.MachineName;

    /// <summary>Runs a change alone. Cancelling counts until it begins; what has begun is finished or undone.</summary>
    private async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await ChangeThread.Run(change);
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task<bool> ChangeAsync(Func<Task> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            async () =>
            {
                await change();
                return true;
            },
            cancellationToken);

    private void Raise(string action, Network? network, string? containerId = null) =>
        Changed?.Invoke(new NetworkEvent(_time.GetUtcNow(), action, network, containerId));
}
