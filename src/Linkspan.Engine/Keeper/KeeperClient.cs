using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>
/// Talks to the keeper over its Unix socket; starts it where none answers. Safe for use by several callers at once. A connection that breaks is
/// made again and the request repeated once: every request but an attach has the same effect the second time.
/// </summary>
public sealed class KeeperClient : IAsyncDisposable
{
    private readonly KeeperOptions _options;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private KeeperConnection? _connection;
    private string? _instance;

    /// <summary>Connects at the first request.</summary>
    public KeeperClient(KeeperOptions options) => _options = options;

    /// <summary>Raised when the keeper turns out to be a new, empty one although an earlier one was spoken to: everything must be put again.</summary>
    public event Action? Emptied;

    /// <summary>Connects, starting the keeper where none answers.</summary>
    /// <exception cref="LinkspanException">Unavailable: it does not answer and could not be started; Unsupported: it speaks another version.</exception>
    public async Task<KeeperHello> HelloAsync(CancellationToken cancellationToken) =>
        (await ConnectAsync(cancellationToken)).Hello;

    /// <summary>
    /// Has a keeper of the installed program take over from one that runs another: after an upgrade. Whatever it holds stays, and is served meanwhile.
    /// </summary>
    /// <returns>The process that was replaced; null where the keeper runs the installed program.</returns>
    /// <exception cref="LinkspanException">Unavailable: it was not replaced, and goes on.</exception>
    public async Task<int?> RenewAsync(CancellationToken cancellationToken)
    {
        int process = (await HelloAsync(cancellationToken)).ProcessId;
        if (_options.ExecutablePath is null || !KeeperProcess.RunsAnother(process, _options.ExecutablePath))
        {
            return null;
        }

        await Task.Run(() => KeeperProcess.Replace(_options), cancellationToken);
        return process;
    }

    /// <summary>Serves a sandbox's names, or changes how.</summary>
    /// <returns>Ports of the server on 127.0.0.11 in the sandbox.</returns>
    public async Task<KeeperSandboxPorts> PutSandboxAsync(KeeperSandbox sandbox, CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { SandboxPut = sandbox }, cancellationToken)).Sandbox ?? throw NoResult();

    /// <summary>The same, and adds or replaces the names of endpoints: it serves them with the first query that it answers.</summary>
    /// <returns>Ports of the server on 127.0.0.11 in the sandbox.</returns>
    public async Task<KeeperSandboxPorts> PutSandboxAsync(KeeperSandbox sandbox, IReadOnlyList<KeeperEndpoint> endpoints, CancellationToken cancellationToken) =>
        (await AskAsync([new KeeperRequest { EndpointPut = endpoints }, new KeeperRequest { SandboxPut = sandbox }], cancellationToken))[1].Sandbox ?? throw NoResult();

    /// <summary>Closes the sockets of a sandbox's server; an unknown sandbox is no error.</summary>
    public Task RemoveSandboxAsync(string id, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { SandboxRemove = id }, cancellationToken);

    /// <summary>The same, and removes the names of its endpoints before.</summary>
    public Task RemoveSandboxAsync(string id, IEnumerable<KeeperEndpointKey> endpoints, CancellationToken cancellationToken) => AskAsync(
        [.. endpoints.Select(static endpoint => new KeeperRequest { EndpointRemove = endpoint }), new KeeperRequest { SandboxRemove = id }], cancellationToken);

    /// <summary>Adds or replaces the names of endpoints; every query after the answer sees them.</summary>
    public Task PutEndpointsAsync(IReadOnlyList<KeeperEndpoint> endpoints, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { EndpointPut = endpoints }, cancellationToken);

    /// <summary>Removes the names of an endpoint; an unknown one is no error.</summary>
    public Task RemoveEndpointAsync(string network, string endpoint, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { EndpointRemove = new KeeperEndpointKey(network, endpoint) }, cancellationToken);

    /// <summary>Removes all names of a network.</summary>
    public Task RemoveNetworkAsync(string network, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { NetworkRemove = network }, cancellationToken);

    /// <summary>Replaces all names of all networks in one step.</summary>
    public Task ReplaceNamesAsync(IReadOnlyList<KeeperEndpoint> endpoints, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { NamesReplace = endpoints }, cancellationToken);

    /// <summary>Holds host ports, all or none.</summary>
    /// <returns>One result a port or run, in order. A port in use is a result with an errno, no exception.</returns>
    public async Task<IReadOnlyList<KeeperPortResult>> ReservePortsAsync(IReadOnlyList<KeeperPort> ports, CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { PortReserve = ports }, cancellationToken)).Ports ?? throw NoResult();

    /// <summary>Lets host ports go, and ends the connections relayed by them; unknown ids are no error.</summary>
    public Task ReleasePortsAsync(IReadOnlyList<KeeperPortIds> ids, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { PortRunRelease = ids }, cancellationToken);

    /// <summary>Changes where a held port leads.</summary>
    /// <exception cref="LinkspanException">NotFound.</exception>
    public Task RetargetPortAsync(string id, IPAddress? target4, IPAddress? target6, ushort targetPort, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { PortRetarget = new KeeperPortTarget(id, target4, target6, targetPort) }, cancellationToken);

    /// <summary>Makes and opens a container's pipes and reads them from now on. Do it before the task is created.</summary>
    /// <exception cref="LinkspanException">A pipe or the file cannot be opened.</exception>
    public Task OpenLogAsync(KeeperLog log, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { LogOpen = log }, cancellationToken);

    /// <summary>Attaches to a container's pipes; output that came before is not repeated.</summary>
    /// <exception cref="LinkspanException">NotFound: no such log is open.</exception>
    public async Task<KeeperStream> AttachLogAsync(KeeperAttach attach, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        return await KeeperConnection.AttachAsync(_options.SocketPath, attach, cancellationToken);
    }

    /// <summary>Closes the keeper's end of a container's standard input after what was sent has been taken.</summary>
    public Task CloseStdinAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { StdinClose = container }, cancellationToken);

    /// <summary>
    /// Ends a container's log: writes what is left in the pipes, ends attached streams, answers waiting followers, removes the fifos. To be called
    /// when the task was deleted (only then has the shim copied everything). An unknown log is no error.
    /// </summary>
    public Task CloseLogAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { LogClose = container }, cancellationToken);

    /// <summary>Waits until the log grew beyond the offset, was rotated or closed; a log that is not open counts as closed.</summary>
    public async Task<KeeperLogPosition> WaitLogAsync(string container, int generation, long offset, CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { LogWait = new KeeperLogPosition(container, generation, offset) }, cancellationToken)).Log ?? throw NoResult();

    /// <summary>Asks the keeper to put a NIC back unless <see cref="ReleaseUplinkAsync"/> follows in time on the same connection.</summary>
    public Task GuardUplinkAsync(KeeperUplink uplink, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { UplinkGuard = uplink }, cancellationToken);

    /// <summary>Says that all is well with a NIC.</summary>
    /// <exception cref="LinkspanException">NotFound: it came too late, the NIC was put back.</exception>
    public Task ReleaseUplinkAsync(string bridge, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { UplinkRelease = bridge }, cancellationToken);

    /// <summary>Obtains an address from a segment's server and keeps it.</summary>
    /// <returns>Null where the request has no patience and no server answered yet.</returns>
    /// <exception cref="LinkspanException">Unavailable: no server answered in time; NotFound: no such link.</exception>
    public async Task<SegmentLease?> ObtainLeaseAsync(KeeperLeaseRequest request, CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { LeaseObtain = request }, cancellationToken)).Lease;

    /// <summary>Tells the server that somebody else has the address.</summary>
    public Task DeclineLeaseAsync(string endpoint, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { LeaseDecline = endpoint }, cancellationToken);

    /// <summary>Gives an address back.</summary>
    public Task ReleaseLeaseAsync(string endpoint, CancellationToken cancellationToken) =>
        AskAsync(new KeeperRequest { LeaseRelease = endpoint }, cancellationToken);

    /// <summary>Waits until the leases are others than at a revision.</summary>
    public async Task<KeeperLeaseNews> WatchLeasesAsync(long revision, CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { LeaseWatch = revision }, cancellationToken)).Leases ?? throw NoResult();

    /// <summary>Everything that the keeper holds.</summary>
    public async Task<KeeperState> StateAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new KeeperRequest { State = true }, cancellationToken)).State ?? throw NoResult();

    /// <summary>Ends the keeper and lets go of everything it holds; without a keeper nothing happens.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var connection = await KeeperConnection.TryOpenAsync(_options.SocketPath, cancellationToken);
        if (connection is not null)
        {
            await connection.AskAsync(new KeeperRequest { Stop = true }, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        _connecting.Dispose();
        return ValueTask.CompletedTask;
    }

    private static LinkspanException NoResult() => new(ErrorKind.Internal, "the keeper answered without a result");

    private async Task<KeeperAnswer> AskAsync(KeeperRequest request, CancellationToken cancellationToken) => (await AskAsync([request], cancellationToken))[0];

    private async Task<KeeperAnswer[]> AskAsync(KeeperRequest[] requests, CancellationToken cancellationToken)
    {
        KeeperConnection connection = await ConnectAsync(cancellationToken);
        try
        {
            return await connection.AskAsync(requests, cancellationToken);
        }
        catch (IOException)
        {
            connection = await ConnectAsync(cancellationToken);
            try
            {
                return await connection.AskAsync(requests, cancellationToken);
            }
            catch (IOException e)
            {
                throw new LinkspanException(ErrorKind.Unavailable, $"the keeper at {_options.SocketPath} closed the connection twice; see its log", e);
            }
        }
    }

    private async Task<KeeperConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        KeeperConnection? current = Volatile.Read(ref _connection);
        if (current is { IsOpen: true })
        {
            return current;
        }

        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true })
            {
                return _connection;
            }

            _connection?.Dispose();
            KeeperConnection connection = await OpenAsync(cancellationToken);
            Volatile.Write(ref _connection, connection);
            bool emptied = _instance is not null && !string.Equals(_instance, connection.Hello.Instance, StringComparison.Ordinal);
            _instance = connection.Hello.Instance;
            if (emptied)
            {
                Emptied?.Invoke();
            }

            return connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<KeeperConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (await KeeperConnection.TryOpenAsync(_options.SocketPath, cancellationToken) is { } running)
        {
            return running;
        }

        if (_options.ExecutablePath is null)
        {
            throw new LinkspanException(ErrorKind.Unavailable, $"no keeper answers at {_options.SocketPath}");
        }

        await Task.Run(() => KeeperProcess.Start(_options), cancellationToken);
        return await KeeperConnection.TryOpenAsync(_options.SocketPath, cancellationToken)
            ?? throw new LinkspanException(ErrorKind.Unavailable, $"the keeper was started but does not answer at {_options.SocketPath}");
    }
}
