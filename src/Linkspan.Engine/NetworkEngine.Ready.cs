using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;
using Linkspan.Netlink;

namespace Linkspan.Engine;

/// <content>
/// Network stacks made ahead: a container then waits for what it alone has, not for what is the same in every stack. Those that wait on a network have the
/// address that the next container will be given, and lack nothing but that they are plugged in. They are pinned nowhere and end with this process; what the
/// keeper holds for them ends at the next start.
/// </content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(50); // what comes together is served first
    private static readonly TimeSpan ReadyRetry = TimeSpan.FromSeconds(5);

    private readonly ReadySandboxes _ready;
    private readonly ConcurrentQueue<PairAhead> _plugged = []; // pairs that were taken and still say that they wait
    private bool _disturbed; // whoever changed what waits may do so again at once

    /// <summary>True where the stacks made ahead are those that are to be.</summary>
    public bool IsReady => _ready.IsComplete && _plugged.IsEmpty;

    /// <summary>Makes good for what is taken, one by one and when nothing was taken for a moment.</summary>
    private async Task KeepReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (IsReady)
                {
                    await _ready.TakenAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else if (!await _ready.TakenAsync(Lull, cancellationToken))
                {
                    UnmarkPlugged();
                    await DiscardAsync(_ready.TakeStale());
                    bool disturbed = Interlocked.Exchange(ref _disturbed, false);
                    if (disturbed || (_ready.Missing() is { } missing && !await TryMakeReadyAsync(missing.Kind, missing.Place, cancellationToken)))
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

    /// <summary>Pairs that were taken say no longer that they wait.</summary>
    private void UnmarkPlugged()
    {
        while (_plugged.TryDequeue(out PairAhead? pair))
        {
            _kernel.Unmark(pair);
        }
    }

    /// <summary>Lets go of stacks whose pair somebody changed, or whose bridge is another one by now.</summary>
    private async Task DiscardChangedAsync()
    {
        List<ReadySandbox> changed = _ready.TakeAll(ready => ready.Kernel.Ahead is { } pair && !_kernel.StandsAhead(pair));
        if (changed.Count > 0)
        {
            Volatile.Write(ref _disturbed, true);
        }

        await DiscardAsync(changed);
    }

    private async Task DiscardAsync(List<ReadySandbox> stacks)
    {
        foreach (ReadySandbox stack in stacks)
        {
            await DiscardAsync(stack);
        }
    }

    private async Task DiscardAsync(ReadySandbox stack)
    {
        _kernel.Discard(stack.Kernel);
        if (stack.Id is { } id)
        {
            await TellAsync(() => Keeper.RemoveSandboxAsync(id, CancellationToken.None));
        }
    }

    private async Task<bool> TryMakeReadyAsync(ReadyKind kind, ReadyPlace place, CancellationToken cancellationToken)
    {
        SandboxKernel? kernel = null;
        try
        {
            Plan foreseen = kind.Pair ? await ChangeAsync(() => Task.FromResult(Foresee(place)), cancellationToken) : Plan.Empty;
            List<Fact> facts = [.. foreseen.Facts.Where(static fact => fact is AddressFact or RouteFact or SysctlFact)];
            kernel = _kernel.CreateAhead(foreseen.Facts.OfType<VethFact>().SingleOrDefault(), facts);
            string? id = null;
            if (kind.Names)
            {
                id = $"ready-{NewId()}";
                KeeperSandboxPorts ports = await Keeper.PutSandboxAsync(
                    new KeeperSandbox { Id = id, NamespacePath = $"/proc/{Environment.ProcessId}/fd/{kernel.Namespace.Descriptor}" }, cancellationToken);
                var resolver = new ResolverFact("", ports.UdpPort, ports.TcpPort);
                kernel.Add(resolver);
                facts.Add(resolver);
            }

            _ready.Add(kind, new ReadySandbox(id, kernel, place, facts));
            return true;
        }
        catch (Exception e)
        {
            if (kernel is not null)
            {
                _kernel.Discard(kernel);
            }

            if (e is not NetlinkException && !IsKeeperFailure(e))
            {
                throw;
            }

            Log.NothingReady(_log, e); // the next container makes its own, and tells whoever asked for it what is wrong
            return false;
        }
    }

    /// <summary>What a container that comes to a place next and asks for nothing of its own will have, of a sandbox without an id.</summary>
    private Plan Foresee(ReadyPlace place)
    {
        var plan = new Plan();
        string hostLink = EndpointBuilder.HostLinkName(NewId());
        if (_state.Networks.TryGetValue(place.Network, out Network? network) && network.TakenLink is null)
        {
            SandboxDriver.Describe(Expected(network, hostLink, _leases.Foresee(network, AddressFamily.InterNetwork, _ready.Addresses(place))), _state.Networks, plan);
        }
        else
        {
            plan.Add(new VethFact(hostLink, Bridge: "", Sandbox: "", SandboxKernel.AheadLink, EndpointBuilder.MacOf(null, null), HostKernel.DefaultMtuBytes, Isolated: false));
        }

        plan.Add(new SysctlFact("", $"net/ipv6/conf/{SandboxKernel.AheadLink}/disable_ipv6", "1")); // as on most networks; where there is IPv6 it begins with the container
        return plan;
    }

    private static Sandbox Expected(Network network, string hostLink, IPAddress? address) => new()
    {
        Id = "",
        NamespacePath = "",
        Request = new SandboxRequest { Id = "", Name = "", Hostname = "" },
        Endpoints =
        [
            new Endpoint
            {
                Id = "",
                NetworkId = network.Id,
                Order = 0,
                InterfaceName = SandboxKernel.AheadLink,
                HostLink = hostLink,
                Mac = EndpointBuilder.MacOf(address, null),
                IPv4 = address,
                Request = new EndpointRequest { Network = network.Id },
            },
        ],
    };

    /// <summary>A stack that is ready for a sandbox; null where none is.</summary>
    private ReadySandbox? TakeReady(Sandbox sandbox)
    {
        Endpoint? first = EndpointFor(sandbox);
        BridgeSettings? bridge = first is null ? null : _state.Networks[first.NetworkId].Bridge;
        ReadyPlace place = bridge is { Adopted: false } ? new ReadyPlace(first!.NetworkId) : ReadyPlace.None; // others' bridges have no idle ports of ours
        var kind = new ReadyKind(NamePublisher.HasResolver(sandbox, _state.Networks), Pair: first is not null);
        if (_ready.Take(kind, place, first?.IPv4) is not { } ready)
        {
            return null;
        }

        if (ready.Kernel.Ahead is { } pair)
        {
            _plugged.Enqueue(pair);
        }

        return ready.Address is null || ready.Address.Equals(first!.IPv4) ? ready : ready.WithoutAddress();
    }

    /// <summary>The sandbox with what a stack brings: its pair, and ports to which DNS is led.</summary>
    private static Sandbox WithStack(Sandbox sandbox, ReadySandbox ready)
    {
        if (ready.Facts.OfType<ResolverFact>().FirstOrDefault() is { } resolver)
        {
            sandbox = sandbox with { DnsUdpPort = resolver.UdpPort, DnsTcpPort = resolver.TcpPort };
        }

        return ready.Kernel.Ahead is { } pair && EndpointFor(sandbox) is { } first
            ? sandbox with { Endpoints = [.. sandbox.Endpoints.Select(endpoint => ReferenceEquals(endpoint, first) ? endpoint with { HostLink = pair.Fact.HostLink } : endpoint)] }
            : sandbox;
    }

    /// <summary>The endpoint that a pair made ahead suits.</summary>
    private static Endpoint? EndpointFor(Sandbox sandbox) =>
        sandbox.Endpoints.FirstOrDefault(static endpoint => endpoint is { HostLink.Length: > 0, InterfaceName: SandboxKernel.AheadLink });

    /// <summary>A stack for a sandbox for which none was ready.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    private static SandboxKernel MadeNow(SandboxBirth? birth)
    {
        try
        {
            return birth?.Finish() ?? SandboxKernel.Create();
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("make a network namespace", e);
        }
    }
}
