using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Ports;
using Linkspan.Engine.Requests;
using Linkspan.Engine.Store;

namespace Linkspan.Engine;

/// <content>What joining, leaving and closing do: addresses, intent, kernel and names, and the way back where something fails.</content>
public sealed partial class NetworkEngine
{
    /// <summary>
    /// Gives a sandbox the endpoints asked for and makes all of it true. On failure the intent is put back to what it was and the
    /// kernel and the keeper with it.
    /// </summary>
    private async Task<Sandbox> EstablishAsync(Sandbox? before, Sandbox sandbox, IReadOnlyList<EndpointRequest> joining)
    {
        using SandboxBirth? birth = before is null && _ready.IsEmpty ? new SandboxBirth() : null; // beside what comes before it is needed
        List<Endpoint> leased = [];
        Sandbox after = sandbox;
        try
        {
            foreach (EndpointRequest request in joining)
            {
                Endpoint endpoint = await LeaseUnusedAsync(before, after, request);
                leased.Add(endpoint);
                after = after with { Endpoints = [.. after.Endpoints, endpoint] };
            }
        }
        catch
        {
            foreach (Endpoint endpoint in leased)
            {
                await GiveBackAsync(endpoint); // nothing else was done yet
            }

            throw;
        }

        // The keeper works beside the kernel and the store: it holds the ports while the intent is kept, and opens DNS while the links are made. Whoever asks for a
        // name a moment before its link is up waits for its neighbour's answer, instead of being told that there is no such name.
        ReadySandbox? stack = null;
        Task<KeeperSandboxPorts?>? telling = null;
        Publishing publishing = Publish(after);
        try
        {
            stack = before is null ? TakeReady(after) : null;
            if (stack is not null)
            {
                after = WithStack(after, stack);
                _kernel.Place(stack.Kernel, after.Id);
            }

            telling = before is null && stack is null ? null : TellNamesAsync(after, stack?.Id); // sent from here: to wake another thread takes longer
            after = await NumberAsync(after, publishing);
            _store.Put(after);
            Swap(after);
            Plan wanted = Describe(after);
            if (telling is null)
            {
                stack = new ReadySandbox(null, MadeNow(birth), ReadyPlace.None, []);
                _kernel.Place(stack.Kernel, after.Id);
                telling = TellNamesAsync(after);
            }

            Difference difference = Plan.Compare(stack?.Of(after.Id) ?? Describe(before!), wanted);
            _kernel.Build(difference);
            await HoldAsync(before, publishing); // no packet is led to a port that may be somebody else's
            _kernel.Complete(difference);
            return await ServeNamesAsync(after, telling);
        }
        catch
        {
            Task said = Task.WhenAll(publishing.Reserving, telling ?? Task.CompletedTask);
            await said.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what is taken back must have been said
            after = publishing.Reserving.IsCompletedSuccessfully ? after : after with { Published = before?.Published ?? [] }; // nothing was led there, nor is to be taken away
            await TakeBackAsync(before, after, leased);
            if (stack is not null)
            {
                await DiscardAsync(stack);
            }

            throw;
        }
    }

    /// <summary>
    /// Makes a sandbox leave a network. Until the commit a failure changes nothing; after it the link goes, whatever the keeper says.
    /// </summary>
    private async Task<Sandbox> LeaveAsync(Sandbox before, Sandbox after, Endpoint leaving)
    {
        after = await PublishAsync(before, after);
        try
        {
            _store.Put(after, Claims(before, [leaving]));
        }
        catch (LinkspanException)
        {
            await TellAsync(() => PublishAsync(after, before));
            throw;
        }

        Swap(after);
        Task forgetting = TellAsync(() => Keeper.RemoveEndpointAsync(leaving.NetworkId, leaving.Id, CancellationToken.None));
        Task<KeeperSandboxPorts?> telling = TellNamesAsync(after); // what is left, right behind it
        await forgetting; // nobody is sent to a link that goes
        try
        {
            _kernel.Apply(Plan.Compare(Describe(before), Describe(after)));
        }
        finally
        {
            _leases.Release(leaving);
        }

        await TellAsync(async () => after = await ServeNamesAsync(after, telling));
        return after;
    }

    /// <summary>Puts everything back to what it was. The change's own failure is what the user gets to see, so one in here is logged.</summary>
    private async Task TakeBackAsync(Sandbox? before, Sandbox after, List<Endpoint> leased)
    {
        leased.ForEach(_leases.Release);
        try
        {
            if (before is null)
            {
                await CloseAsync(after, keepAddresses: false);
                return;
            }

            Swap(before);
            _store.Put(before);
            foreach (Endpoint endpoint in leased)
            {
                await TellAsync(() => Keeper.RemoveEndpointAsync(endpoint.NetworkId, endpoint.Id, CancellationToken.None));
            }

            await TellAsync(() => PublishAsync(after, before));
            _kernel.Apply(Plan.Compare(Describe(after), Describe(before)));
            await TellAsync(() => ServeNamesAsync(before));
        }
        catch (LinkspanException e)
        {
            Log.TakeBackFailed(_log, after.Request.Name, e);
        }
    }

    private Endpoint Lease(Sandbox sandbox, EndpointRequest request)
    {
        Network network = Find(request.Network);
        var taken = sandbox.Endpoints.Select(static endpoint => endpoint.InterfaceName).ToHashSet(StringComparer.Ordinal);
        string interfaceName = EndpointBuilder.ChooseInterfaceName(request, network, taken);
        string owner = sandbox.Request.Name;
        string id = NewId();
        EndpointBuilder.CheckNeighbours(network, request, sandbox, _state);
        IPAddress? ipv4 = _leases.Lease(network, AddressFamily.InterNetwork, owner, request.IPv4);
        IPAddress? ipv6;
        try
        {
            ipv6 = _leases.Lease(network, AddressFamily.InterNetworkV6, owner, request.IPv6);
        }
        catch when (ipv4 is not null)
        {
            _leases.Release(network.Id, ipv4);
            throw;
        }

        return new Endpoint
        {
            Id = id,
            NetworkId = network.Id,
            Order = sandbox.Endpoints.Count == 0 ? 0 : sandbox.Endpoints[^1].Order + 1,
            InterfaceName = interfaceName,
            HostLink = network.Bridge is not null || network.Transparent is not null ? EndpointBuilder.HostLinkName(id) : "",
            Mac = MacOf(network, request, owner, ipv4, ipv6),
            IPv4 = ipv4,
            IPv6 = ipv6,
            LinkLocal = request.LinkLocal,
            Names = EndpointBuilder.Names(sandbox.Request, request),
            Links = EndpointBuilder.Links(request),
            GatewayPriority = request.GatewayPriority,
            Sysctls = EndpointBuilder.Sysctls(request, interfaceName),
            Request = request,
        };
    }

    /// <summary>
    /// The hardware address of a new link: the one asked for, the parent's where the link shares it, else one that comes back with the
    /// container. On a segment that is shared with machines of others it is made from names, since addresses may be anybody's there.
    /// </summary>
    private PhysicalAddress MacOf(Network network, EndpointRequest request, string owner, IPAddress? ipv4, IPAddress? ipv6) =>
        request.Mac ?? (network.Physical switch
        {
            null when network.Device is { } device => _kernel.MacOf(device.Device),
            null => EndpointBuilder.MacOf(ipv4, ipv6),
            IpvlanSettings or MacvlanSettings { Mode: SegmentMode.PassThrough } => _kernel.MacOf(network.Physical.Parent),
            _ => EndpointBuilder.MacOf(HostId(), network.Name, owner),
        });

    /// <summary>
    /// Takes a sandbox away: its intent, then its names, so that nobody is sent to it, then all that it has in the kernel. Once the intent
    /// is gone nothing stops the rest: what the kernel or the keeper cannot do now, the next start or the watch does.
    /// </summary>
    private async Task CloseAsync(Sandbox sandbox, bool keepAddresses = true)
    {
        _store.RemoveSandbox(sandbox.Id, keepAddresses ? Claims(sandbox, sandbox.Endpoints) : []);
        Drop(sandbox);
        await TellAsync(() => Keeper.RemoveSandboxAsync(
            sandbox.Id, sandbox.Endpoints.Select(static endpoint => new KeeperEndpointKey(endpoint.NetworkId, endpoint.Id)), CancellationToken.None));
        _kernel.Remove(Describe(sandbox));
        KeeperPortIds[] ports = [.. PortPlan.Reservations(sandbox, _state.Networks).Select(static port => port.Ids)];
        if (ports.Length > 0)
        {
            await TellAsync(() => Keeper.ReleasePortsAsync(ports, CancellationToken.None));
        }

        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            _leases.Release(endpoint);
        }

        Log.SandboxClosed(_log, sandbox.Request.Name);
    }

    private static IEnumerable<StickyLease> Claims(Sandbox sandbox, IEnumerable<Endpoint> endpoints) =>
        from endpoint in endpoints
        from address in new[] { endpoint.IPv4, endpoint.IPv6 }
        where address is not null
        select new StickyLease(endpoint.NetworkId, sandbox.Request.Name, address);

    private Plan Describe(Sandbox sandbox)
    {
        var plan = new Plan();
        SandboxDriver.Describe(sandbox, _state.Networks, plan);
        return plan;
    }
}
