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

    private readonly ReadySandboxes _ready = new();

    /// <summary>How many stacks are ready for a container of whatever kind.</summary>
    public int ReadySandboxes => _ready.Fewest().Count;

    /// <summary>Makes good for what is taken, one by one and when nothing was taken for a moment.</summary>
    private async Task KeepReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_options.ReadySandboxes > 0)
            {
                (ReadyKind kind, int count) = _ready.Fewest();
                if (count >= _options.ReadySandboxes)
                {
                    await _ready.TakenAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else if (!await _ready.TakenAsync(Lull, cancellationToken) && !await TryMakeReadyAsync(kind, cancellationToken))
                {
                    await Task.Delay(ReadyRetry, _time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The engine stops.
        }
    }

    private async Task<bool> TryMakeReadyAsync(ReadyKind kind, CancellationToken cancellationToken)
    {
        SandboxKernel? kernel = null;
        try
        {
            kernel = _kernel.CreateAhead(kind.Pair ? EndpointBuilder.HostLinkName(NewId()) : null);
            string? id = null;
            if (kind.Names)
            {
                id = $"ready-{NewId()}";
                KeeperSandboxPorts ports = await Keeper.PutSandboxAsync(
                    new KeeperSandbox { Id = id, NamespacePath = $"/proc/{Environment.ProcessId}/fd/{kernel.Namespace.Descriptor}" }, cancellationToken);
                kernel.AddAhead(new ResolverFact(id, ports.UdpPort, ports.TcpPort));
            }

            _ready.Add(kind, new ReadySandbox(id, kernel));
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
        ReadySandbox ready = _ready.Take(new ReadyKind(names, Pair: first is not null)) ?? new ReadySandbox(null, _kernel.CreateNow());
        return ready.Kernel.Ahead is { } pair
            ? (sandbox with { Endpoints = [.. sandbox.Endpoints.Select(endpoint => ReferenceEquals(endpoint, first) ? endpoint with { HostLink = pair.Name } : endpoint)] }, ready)
            : (sandbox, ready);
    }
}
