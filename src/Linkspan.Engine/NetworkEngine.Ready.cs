using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Plans;
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

    /// <summary>How many stacks are ready for a container of either kind, with DNS and without.</summary>
    public int ReadySandboxes => Math.Min(_ready.Count(names: true), _ready.Count(names: false));

    /// <summary>Makes good for what is taken, one by one and when nothing was taken for a moment.</summary>
    private async Task KeepReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_options.ReadySandboxes > 0)
            {
                if (Lacking() is not { } names)
                {
                    await _ready.TakenAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else if (!await _ready.TakenAsync(Lull, cancellationToken) && !await TryMakeReadyAsync(names, cancellationToken))
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

    /// <summary>The kind of which there are fewest, true being that with DNS; null where there are enough of both.</summary>
    private bool? Lacking()
    {
        bool names = _ready.Count(names: true) <= _ready.Count(names: false);
        return _ready.Count(names) < _options.ReadySandboxes ? names : null;
    }

    private async Task<bool> TryMakeReadyAsync(bool names, CancellationToken cancellationToken)
    {
        SandboxKernel? kernel = null;
        try
        {
            kernel = SandboxKernel.CreateAhead();
            string? id = null;
            if (names)
            {
                id = $"ready-{NewId()}";
                KeeperSandboxPorts ports = await Keeper.PutSandboxAsync(
                    new KeeperSandbox { Id = id, NamespacePath = $"/proc/{Environment.ProcessId}/fd/{kernel.Namespace.Descriptor}" }, cancellationToken);
                kernel.AddAhead(new ResolverFact(id, ports.UdpPort, ports.TcpPort));
            }

            _ready.Add(new ReadySandbox(id, kernel));
            return true;
        }
        catch (Exception e) when (e is NetlinkException || IsKeeperFailure(e))
        {
            kernel?.Dispose();
            Log.NothingReady(_log, e); // the next container makes its own, and tells whoever asked for it what is wrong
            return false;
        }
    }

    /// <summary>Ends what a failed change took.</summary>
    private async Task ForgetReadyAsync(ReadySandbox? ready)
    {
        if (ready?.Id is { } id)
        {
            await TellAsync(() => Keeper.RemoveSandboxAsync(id, CancellationToken.None));
        }
    }
}
