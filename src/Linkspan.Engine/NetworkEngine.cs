using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <summary>
/// The engine's door: every change to networks and sandboxes passes here and takes the one path
/// validate → allocate → commit → describe → apply → publish names → answer.
/// </summary>
public sealed class NetworkEngine : IAsyncDisposable
{
    private NetworkEngine()
    {
    }

    /// <summary>Opens the store and makes the kernel agree with it: whatever a crash left is repaired or removed.</summary>
    /// <exception cref="LinkspanException">A setting is wrong, or privilege or a kernel feature is missing.</exception>
    public static Task<NetworkEngine> OpenAsync(
        EngineOptions options, Microsoft.Extensions.Logging.ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>All networks, oldest first.</summary>
    public IReadOnlyList<Network> Networks => throw new NotSupportedException();

    /// <summary>All sandboxes that exist now.</summary>
    public IReadOnlyList<Sandbox> Sandboxes => throw new NotSupportedException();

    /// <summary>Raised after each change, in order, on the thread of the change; handlers must not block.</summary>
    public event Action<NetworkEvent>? Changed
    {
        add => throw new NotSupportedException();
        remove => throw new NotSupportedException();
    }

    /// <summary>Looks a network up by id, name, then unique id prefix.</summary>
    /// <exception cref="LinkspanException">NotFound, or Invalid where the prefix is ambiguous.</exception>
    public Network Find(string reference) => throw new NotSupportedException(reference);

    /// <summary>The sandbox of that id, or null.</summary>
    public Sandbox? FindSandbox(string id) => throw new NotSupportedException(id);

    /// <summary>Creates a network.</summary>
    public Task<NetworkCreated> CreateAsync(NetworkRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes a network that has no endpoints.</summary>
    public Task RemoveAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>
    /// Checks at container create what would fail at start: names of modes, static addresses, aliases on the default bridge.
    /// A network that does not exist yet is no error here, as with Docker.
    /// </summary>
    /// <returns>Warnings, e.g. publications that can have no effect.</returns>
    public IReadOnlyList<string> Validate(SandboxRequest request) => throw new NotSupportedException();

    /// <summary>Makes the network stack of a container that starts; on failure nothing is left behind.</summary>
    public Task<Sandbox> OpenSandboxAsync(SandboxRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Takes a stack away; a sandbox that does not exist is no error. Addresses stay reserved for (network, name).</summary>
    public Task CloseSandboxAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Forgets what was kept for a container that is removed: sticky addresses.</summary>
    public Task ForgetAsync(string containerName, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Joins a running sandbox to one more network.</summary>
    public Task<Sandbox> ConnectAsync(string sandboxId, EndpointRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Takes a running sandbox off a network.</summary>
    public Task<Sandbox> DisconnectAsync(string sandboxId, string network, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Gives the sandbox's container another name in the DNS.</summary>
    public Task<Sandbox> RenameAsync(string sandboxId, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Text of the sandbox's <c>/etc/hosts</c> as it stands now.</summary>
    public string HostsFile(Sandbox sandbox) => throw new NotSupportedException();

    /// <summary>Text of the sandbox's <c>/etc/resolv.conf</c> as it stands now.</summary>
    public string ResolverFile(Sandbox sandbox) => throw new NotSupportedException();

    /// <summary>The keeper, which holds DNS, log pipes and reserved ports; started when needed.</summary>
    public Keeper.KeeperClient Keeper => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
