using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;
using Linkspan.Netlink;

namespace Linkspan.Engine;

/// <content>
/// Network stacks made ahead: a container then waits for its own link, addresses and names alone, not for what is the same in every stack. They are pinned
/// nowhere and end with this process; what the keeper holds for them ends at the next start.
/// </content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(50); // what comes together is served first
    private static readonly TimeSpan ReadyRetry = TimeSpan.FromSeconds(5);

    private readonly ReadySandboxes _ready;

    /// <summary>True where no stack lacks that is to be there.</summary>
    public bool IsReady => _ready.Missing() is null;

    /// <summary>Makes good for what is taken, one by one and when nothing was taken for a moment.</summary>
    private async Task KeepReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_ready.Missing() is not { } missing)
                {
                    await _ready.TakenAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else if (!await _ready.TakenAsync(Lull, cancellationToken))
                {
                    await EndStaleAsync();
                    if (!await TryMakeReadyAsync(missing.Kind, missing.Place, cancellationToken))
                    {
                        await Task.Delay(ReadyRetry, _time, cancellationToken);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The engine stops.
        }
    }

    /// <summary>Ends stacks that wait on a bridge where no container comes any more.</summary>
    private async Task EndStaleAsync()
    {
        while (_ready.TakeStale() is { } stale)
        {
            _kernel.Discard(stale.Kernel);
            if (stale.Id is { } id)
            {
                await TellAsync(() => Keeper.RemoveSandboxAsync(id, CancellationToken.None));
            }
        }
    }

    private async Task<bool> TryMakeReadyAsync(ReadyKind kind, ReadyPlace place, CancellationToken cancellationToken)
    {
        SandboxKernel? kernel = null;
        try
        {
            kernel = _kernel.CreateAhead(kind.Pair ? EndpointBuilder.HostLinkName(NewId()) : null, place);
            string? id = null;
            if (kind.Names)
            {
                id = $"ready-{NewId()}";
                KeeperSandboxPorts ports = await Keeper.PutSandboxAsync(
                    new KeeperSandbox { Id = id, NamespacePath = $"/proc/{Environment.ProcessId}/fd/{kernel.Namespace.Descriptor}" }, cancellationToken);
                kernel.AddAhead(new ResolverFact(id, ports.UdpPort, ports.TcpPort));
            }

            _ready.Add(kind, new ReadySandbox(id, kernel, place));
            return true;
        }
        catch (Exception e) when (e is NetlinkException || IsKeeperFailure(e))
        {
            kernel?.Dispose();
            Log.NothingReady(_log, e); // the next container makes its own, and tells whoever asked for it what is wrong
            return false;
        }
    }

    /// <summary>A stack for a sandbox that is new: one that is ready, and then the sandbox with the pair that it brings, or one made now.</summary>
    private (Sandbox Sandbox, ReadySandbox Ready) TakeReady(Sandbox sandbox)
    {
        bool names = NamePublisher.HasResolver(sandbox, _state.Networks);
        Endpoint? first = sandbox.Endpoints.FirstOrDefault(static endpoint => endpoint is { HostLink.Length: > 0, InterfaceName: SandboxKernel.AheadLink });
        BridgeSettings? bridge = first is null ? null : _state.Networks[first.NetworkId].Bridge;
        ReadyPlace place = bridge is { Adopted: false } ? new ReadyPlace(bridge.Bridge, bridge.MtuBytes) : ReadyPlace.None; // others' bridges have no idle ports of ours
        ReadySandbox ready = _ready.Take(new ReadyKind(names, Pair: first is not null), place) ?? new ReadySandbox(null, HostKernel.CreateNow(), ReadyPlace.None);
        return ready.Kernel.Ahead is { } pair
            ? (sandbox with { Endpoints = [.. sandbox.Endpoints.Select(endpoint => ReferenceEquals(endpoint, first) ? endpoint with { HostLink = pair.Name } : endpoint)] }, ready)
            : (sandbox, ready);
    }
}
