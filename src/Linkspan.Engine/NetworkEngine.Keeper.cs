using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Ports;

namespace Linkspan.Engine;

/// <content>
/// What the keeper holds for the engine: names and host ports. What it must know to let a change happen is asked of it with the
/// change; what it would learn again anyway is told, and a keeper that is away then is brought up to date by the watch.
/// </content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan KeeperPatience = TimeSpan.FromSeconds(1);

    private readonly PublishedNumbers _numbers = new();
    private volatile bool _keeperBehind;

    /// <summary>Holds the host ports that the sandbox needs now and lets those go that it needs no longer.</summary>
    private async Task<Sandbox> PublishAsync(Sandbox? before, Sandbox after)
    {
        Publishing publishing = Publish(after);
        after = await NumberAsync(after, publishing);
        await HoldAsync(before, publishing);
        return after;
    }

    /// <summary>Asks for the host ports that the sandbox needs now. The keeper holds them beside what is done until <see cref="HoldAsync"/>.</summary>
    private Publishing Publish(Sandbox sandbox)
    {
        List<KeeperPort> needed = sandbox.Request.Ports.Count == 0 ? [] : PortPlan.Reservations(sandbox, _state.Networks);
        return new Publishing(needed, needed.Count == 0 ? Task.FromResult<IReadOnlyList<KeeperPortResult>>([]) : ReserveAsync(sandbox, needed));
    }

    private async Task<IReadOnlyList<KeeperPortResult>> ReserveAsync(Sandbox sandbox, List<KeeperPort> needed)
    {
        FaultPoint.Pass("keeper reserve");
        IReadOnlyList<KeeperPortResult> results = await Keeper.ReservePortsAsync(needed, CancellationToken.None);
        for (int index = 0; index < needed.Count; index++)
        {
            if (results[index].Errno != 0)
            {
                throw PortErrors.For(
                    needed[index].At(results[index].Offset), results[index].Errno, _state.Sandboxes.Values.Where(other => other.Id != sandbox.Id));
            }
        }

        return results;
    }

    /// <summary>
    /// The sandbox with its published ports, as soon as their numbers are known: where the request names a few that none of ours has, before they are held.
    /// </summary>
    private async Task<Sandbox> NumberAsync(Sandbox sandbox, Publishing publishing)
    {
        if (sandbox.Request.Ports.Count == 0)
        {
            return sandbox.Published.Count == 0 ? sandbox : sandbox with { Published = [] };
        }

        IReadOnlyList<KeeperPortResult> results = _numbers.AreNewAndNamed(publishing.Needed)
            ? [.. publishing.Needed.Select(static port => new KeeperPortResult(port.Id, port.HostPort, Errno: 0))]
            : await publishing.Reserving;
        return sandbox with
        {
            Published = [.. PortPlan.Routed(sandbox, _state.Networks), .. PortPlan.Published(sandbox.Request.Ports, publishing.Needed, results)],
        };
    }

    /// <summary>Waits until the ports are held; those that the sandbox had before and needs no longer are let go.</summary>
    private async Task HoldAsync(Sandbox? before, Publishing publishing)
    {
        await publishing.Reserving;
        if (before is { Request.Ports.Count: > 0 } && KeeperPortIds.Except(PortPlan.Reservations(before, _state.Networks), publishing.Needed) is { Count: > 0 } dropped)
        {
            await TellAsync(() => Keeper.ReleasePortsAsync(dropped, CancellationToken.None));
        }
    }

    /// <summary>Tells the keeper the sandbox's names and leads its DNS there.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="telling">What <see cref="TellNamesAsync"/> gave, where that was begun before.</param>
    private async Task<Sandbox> ServeNamesAsync(Sandbox sandbox, Task<KeeperSandboxPorts?>? telling = null)
    {
        KeeperSandboxPorts? ports = await (telling ?? TellNamesAsync(sandbox));
        Sandbox served = sandbox with { DnsUdpPort = ports?.UdpPort ?? 0, DnsTcpPort = ports?.TcpPort ?? 0 };
        if ((served.DnsUdpPort, served.DnsTcpPort) != (sandbox.DnsUdpPort, sandbox.DnsTcpPort))
        {
            _kernel.Apply(Plan.Compare(Resolver(sandbox), Resolver(served))); // nothing else differs, and to describe ten thousand published ports twice takes a tenth of a second
        }

        Swap(served);
        return served;
    }

    private static Plan Resolver(Sandbox sandbox)
    {
        var plan = new Plan();
        SandboxDriver.DescribeResolver(sandbox, plan);
        return plan;
    }

    /// <summary>Has the keeper serve a sandbox whose namespace is there, and its names; or serve it no longer, where it is on no network with DNS.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="from">Name under which the keeper holds sockets made ahead for it.</param>
    /// <returns>Where its DNS is to be led; null for nowhere.</returns>
    private async Task<KeeperSandboxPorts?> TellNamesAsync(Sandbox sandbox, string? from = null)
    {
        if (!NamePublisher.HasResolver(sandbox, _state.Networks))
        {
            if (sandbox.DnsUdpPort != 0)
            {
                await TellAsync(() => Keeper.RemoveSandboxAsync(sandbox.Id, CancellationToken.None));
            }

            return null;
        }

        FaultPoint.Pass("keeper sandbox");
        return await Keeper.PutSandboxAsync(
            NamePublisher.View(sandbox, _state.Networks, _options.Resolver) with { From = from }, NamePublisher.Entries(sandbox, _state.Networks), CancellationToken.None);
    }

    /// <summary>Tells the keeper something that must not fail because the keeper is away: the watch tells it everything later.</summary>
    private async Task TellAsync(Func<Task> request)
    {
        try
        {
            FaultPoint.Pass("keeper tell");
            await request();
        }
        catch (Exception e) when (IsKeeperFailure(e))
        {
            _keeperBehind = true;
            Log.KeeperAway(_log, e);
        }
    }

    private static bool IsKeeperFailure(Exception e) => e is LinkspanException or IOException or SocketException;

    /// <summary>An upgrade of the daemon is one of the keeper too; where that fails, the old one serves.</summary>
    private async Task RenewKeeperAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await Keeper.RenewAsync(cancellationToken) is { } replaced)
            {
                Log.KeeperRenewed(_log, replaced);
            }
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.Unavailable)
        {
            Log.KeeperNotRenewed(_log, e);
        }
    }

    /// <summary>Tells the keeper everything: what it holds already costs it nothing.</summary>
    private async Task RefillKeeperAsync(KeeperState held, CancellationToken cancellationToken)
    {
        foreach (string id in held.Sandboxes.Select(static held => held.Sandbox.Id).Where(id => !_ready.Holds(id)))
        {
            Sandbox? sandbox = FindSandbox(id);
            if (sandbox is null || !NamePublisher.HasResolver(sandbox, _state.Networks))
            {
                await Keeper.RemoveSandboxAsync(id, cancellationToken);
            }

            if (sandbox is not null && !NamePublisher.HasResolver(sandbox, _state.Networks))
            {
                _kernel.Apply(new Difference([new ResolverFact(id, 0, 0)], [])); // it left its last network with names when we stopped
            }
        }

        await RefillLeasesAsync(held, cancellationToken);
        await Keeper.ReplaceNamesAsync([.. _state.Sandboxes.Values.SelectMany(sandbox => NamePublisher.Entries(sandbox, _state.Networks))], cancellationToken);
        IEnumerable<KeeperPort> needed = _state.Sandboxes.Values.SelectMany(sandbox => PortPlan.Reservations(sandbox, _state.Networks));
        await Keeper.ReleasePortsAsync(KeeperPortIds.Except(held.Ports, needed), cancellationToken);
        // A request for each of a thousand sandboxes would cost seconds: what the keeper has as it should be is not told again.
        var ports = held.Ports.SelectMany(static run => run.Each()).ToDictionary(static port => port.Id, StringComparer.Ordinal);
        var servers = held.Sandboxes.ToDictionary(static served => served.Sandbox.Id, StringComparer.Ordinal);
        foreach (Sandbox sandbox in _state.Sandboxes.Values)
        {
            Sandbox restored = HoldsPorts(sandbox, ports) ? sandbox : await RestorePortsAsync(sandbox);
            if (!ReferenceEquals(restored, sandbox) || !ServesNames(sandbox, servers))
            {
                await ServeNamesAsync(restored);
            }
        }
    }

    private bool HoldsPorts(Sandbox sandbox, Dictionary<string, KeeperPort> held) => PortPlan.Reservations(sandbox, _state.Networks).SelectMany(static run => run.Each()).All(
        port => port.HostPort != 0 && held.TryGetValue(port.Id, out KeeperPort? present) && present == port with { Group = present.Group, HostPortEnd = 0 });

    private bool ServesNames(Sandbox sandbox, Dictionary<string, KeeperHeldSandbox> held)
    {
        if (!NamePublisher.HasResolver(sandbox, _state.Networks))
        {
            return sandbox.DnsUdpPort == 0;
        }

        return held.TryGetValue(sandbox.Id, out KeeperHeldSandbox? present) &&
            (sandbox.DnsUdpPort, sandbox.DnsTcpPort) == (present.Ports.UdpPort, present.Ports.TcpPort) &&
            present.Sandbox.MeansTheSameAs(NamePublisher.View(sandbox, _state.Networks, _options.Resolver));
    }

    /// <summary>Holds a sandbox's ports again; a host process that took one meanwhile costs that one alone, the container goes on.</summary>
    private async Task<Sandbox> RestorePortsAsync(Sandbox sandbox)
    {
        try
        {
            return await PublishAsync(before: null, sandbox);
        }
        catch (LinkspanException e)
        {
            Log.PortsLost(_log, sandbox.Request.Name, e);
            return sandbox;
        }
    }

    /// <summary>
    /// Notices a keeper that died while nobody asks it anything, and brings one up to date that missed something: containers must not be
    /// without names until the next change. It alone does so, in its own turn, so that a change that finds the keeper new never waits for itself.
    /// </summary>
    private async Task WatchKeeperAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(KeeperPatience, _time);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await Keeper.HelloAsync(cancellationToken);
                if (_keeperBehind)
                {
                    await ChangeAsync(() => CatchUpAsync(cancellationToken), cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsKeeperFailure(e))
            {
                Log.KeeperAway(_log, e);
            }
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        _keeperBehind = false;
        try
        {
            await RefillKeeperAsync(await Keeper.StateAsync(cancellationToken), cancellationToken);
            Log.KeeperRefilled(_log);
        }
        catch
        {
            _keeperBehind = true;
            throw;
        }
    }

    /// <summary>Host ports that the keeper was asked to hold.</summary>
    /// <param name="Needed">What was asked for.</param>
    /// <param name="Reserving">Ends when they are held, with their numbers.</param>
    private sealed record Publishing(List<KeeperPort> Needed, Task<IReadOnlyList<KeeperPortResult>> Reserving);
}
