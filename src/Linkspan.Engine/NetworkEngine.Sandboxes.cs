using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Ports;
using Linkspan.Engine.Requests;
using Linkspan.Engine.Store;

namespace Linkspan.Engine;

/// <content>Sandboxes: opening, joining, leaving, closing.</content>
public sealed partial class NetworkEngine
{
    /// <summary>
    /// Checks at container create what would fail at start: static addresses, aliases on the default bridge, resolvers, extra hosts.
    /// A network that does not exist yet is no error here, as with Docker.
    /// </summary>
    /// <returns>Warnings, e.g. publications that can have no effect.</returns>
    /// <exception cref="LinkspanException">The request can never be met.</exception>
    public IReadOnlyList<string> Validate(SandboxRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<string> warnings = [];
        bool publishes = request.Endpoints.Count == 0;
        var joined = new HashSet<string>(StringComparer.Ordinal);
        foreach (EndpointRequest endpoint in request.Endpoints)
        {
            if (TryFind(endpoint.Network) is not { } network)
            {
                publishes = true;
                continue;
            }

            EndpointBuilder.RequireMembers(network);
            if (!network.JoinsContainers)
            {
                throw new LinkspanException(
                    ErrorKind.Invalid, $"network {network.Name} gives no interface, so it cannot be one of several networks; use --network {network.Name} alone");
            }

            if (!joined.Add(network.Id))
            {
                throw new LinkspanException(ErrorKind.Invalid, $"network {network.Name} is named twice; a container joins a network once");
            }

            EndpointBuilder.Check(endpoint, network, warnings);
            publishes |= network.Bridge is not null && !network.Internal;
        }

        foreach (string server in request.Resolver.Servers.Where(static server => !SubnetParser.TryParseAddress(server, out _)))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid DNS server \"{server}\": it is no IP address");
        }

        foreach (string entry in request.ExtraHosts)
        {
            if (Names.HostsFile.Parse(entry).Address == Names.HostsFile.HostGateway && HostGateway().Count == 0)
            {
                throw new LinkspanException(
                    ErrorKind.Invalid, $"add-host \"{entry}\": there is no default bridge to take host-gateway's address from; set --host-gateway-ip for the daemon");
            }
        }

        if (request.Ports.Count > 0 && !publishes)
        {
            warnings.Add(
                "published ports have no effect, since no network of the container leads out by a bridge of this host: " +
                "on macvlan, ipvlan and transparent networks it has an address of its own on the segment, where every port is open; an internal network leads nowhere");
        }

        return warnings;
    }

    /// <summary>Makes the network stack of a container that starts; on failure nothing is left behind.</summary>
    public Task<Sandbox> OpenSandboxAsync(SandboxRequest request, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            Validate(request);
            if (FindSandbox(request.Id) is { } leftover)
            {
                await CloseAsync(leftover);
            }

            var sandbox = new Sandbox { Id = request.Id, NamespacePath = _kernel.NamespacePath(request.Id), Request = request };
            foreach (EndpointRequest endpoint in request.Endpoints)
            {
                EnsureNetwork(endpoint.Network);
            }

            long started = _time.GetTimestamp();
            sandbox = await EstablishAsync(before: null, sandbox, request.Endpoints);
            Log.SandboxOpened(_log, request.Name, sandbox.Endpoints.Count, _time.GetElapsedTime(started).TotalMilliseconds);
            RaiseEach("connect", sandbox, sandbox.Endpoints);
            return sandbox;
        },
        cancellationToken);

    /// <summary>Takes a stack away; a sandbox that does not exist is no error. Addresses stay reserved for (network, name).</summary>
    public Task CloseSandboxAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            if (FindSandbox(id) is { } sandbox)
            {
                await CloseAsync(sandbox);
                RaiseEach("disconnect", sandbox, sandbox.Endpoints);
            }
        },
        cancellationToken);

    /// <summary>Forgets what was kept for a container that is removed: its claims on addresses.</summary>
    public Task ForgetAsync(string containerName, CancellationToken cancellationToken) => ChangeAsync(
        () =>
        {
            _store.Forget(containerName);
            _leases.Forget(containerName);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Joins a running sandbox to one more network.</summary>
    /// <exception cref="LinkspanException">The network does not exist or takes no endpoint, or an address or name is taken; nothing changed.</exception>
    public Task<Sandbox> ConnectAsync(string sandboxId, EndpointRequest request, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(request);
            Sandbox before = Existing(sandboxId);
            Network network = EnsureNetwork(request.Network);
            if (before.Endpoints.Any(endpoint => endpoint.NetworkId == network.Id))
            {
                throw new LinkspanException(ErrorKind.Forbidden, $"endpoint with name {before.Request.Name} already exists in network {network.Name}");
            }

            EndpointBuilder.Check(request, network, []);
            Sandbox after = await EstablishAsync(before, before with { Request = before.Request with { Endpoints = [.. before.Request.Endpoints, request] } }, [request]);
            RaiseEach("connect", after, after.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id));
            return after;
        },
        cancellationToken);

    /// <summary>Takes a running sandbox off a network.</summary>
    /// <exception cref="LinkspanException">NotFound: no such network; Invalid: the sandbox is not on it.</exception>
    public Task<Sandbox> DisconnectAsync(string sandboxId, string network, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            Sandbox before = Existing(sandboxId);
            Network left = Find(network);
            Endpoint leaving = before.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == left.Id) ?? throw new LinkspanException(
                ErrorKind.Invalid, $"container {before.Id} is not connected to network {left.Name}");
            Sandbox after = before with
            {
                Endpoints = [.. before.Endpoints.Where(endpoint => endpoint != leaving)],
                Request = before.Request with { Endpoints = [.. before.Request.Endpoints.Where(endpoint => endpoint != leaving.Request)] },
            };
            after = await LeaveAsync(before, after, leaving);
            RaiseEach("disconnect", before, [leaving]);
            return after;
        },
        cancellationToken);

    /// <summary>Gives the sandbox's container another name in the DNS.</summary>
    public Task<Sandbox> RenameAsync(string sandboxId, string name, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            Sandbox before = Existing(sandboxId);
            SandboxRequest request = before.Request with { Name = name };
            Sandbox after = before with
            {
                Request = request,
                Endpoints = [.. before.Endpoints.Select(endpoint => endpoint with { Names = EndpointBuilder.Names(request, endpoint.Request) })],
            };
            _store.Put(after);
            _store.Forget(before.Request.Name);
            _leases.Forget(before.Request.Name);
            _leases.Restore(after);
            Swap(after);
            await TellAsync(() => Keeper.PutEndpointsAsync(NamePublisher.Entries(after, _state.Networks), CancellationToken.None));
            return after;
        },
        cancellationToken);

    /// <summary>Text of the sandbox's <c>/etc/hosts</c> as it stands now.</summary>
    public string HostsFile(Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return Names.HostsFile.Write(sandbox, LegacyLinks(sandbox), HostGateway());
    }

    /// <summary>Text of the sandbox's <c>/etc/resolv.conf</c> as it stands now.</summary>
    public string ResolverFile(Sandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ResolverFile file = HostResolver().Within(sandbox.Endpoints.SelectMany(static endpoint => endpoint.Leases).Select(static lease => lease.Domain)).With(_options.Resolver).With(sandbox.Request.Resolver);
        return NamePublisher.HasResolver(sandbox, _state.Networks)
            ? file.ForKeeper()
            : file.ForDefaultBridge(sandbox.Endpoints.Any(static endpoint => endpoint.IPv6 is not null));
    }

    private static ResolverFile HostResolver() =>
        Names.ResolverFile.Parse(File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "");

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

    private Sandbox Existing(string id) =>
        FindSandbox(id) ?? throw new LinkspanException(ErrorKind.NotFound, $"sandbox {id} does not exist; its container is not running");

    /// <summary>The network of a reference, which must be one that gives endpoints.</summary>
    private Network EnsureNetwork(string reference)
    {
        Network network = TryFind(reference) ?? throw new LinkspanException(ErrorKind.NotFound, $"failed to set up container networking: network {reference} not found");
        EndpointBuilder.RequireMembers(network);
        return network.JoinsContainers ? network : throw new LinkspanException(ErrorKind.Invalid, network.Driver == "host"
            ? "cannot connect container to host network - container must be created in host network mode"
            : "container cannot be connected to multiple networks with one of the networks in private (none) mode");
    }

    /// <summary>
    /// Gives a sandbox the endpoints asked for and makes all of it true. On failure the intent is put back to what it was and the
    /// kernel and the keeper with it.
    /// </summary>
    private async Task<Sandbox> EstablishAsync(Sandbox? before, Sandbox sandbox, IReadOnlyList<EndpointRequest> joining)
    {
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

        // The keeper works beside the kernel and the store: it holds the ports while the stack is made, and opens DNS while the links are. Whoever asks for a name
        // a moment before its link is up waits for its neighbour's answer, instead of being told that there is no such name.
        ReadySandbox? ready = null;
        Task<KeeperSandboxPorts?>? telling = null;
        Task<Sandbox> publishing = PublishAsync(before ?? after, after);
        try
        {
            bool served = true;
            if (before is null)
            {
                (after, ready, served) = TakeReady(after);
                FaultPoint.Pass("pin");
                _kernel.Pin(ready.Kernel, after.Id);
            }

            if (NamePublisher.HasResolver(after, _state.Networks))
            {
                Sandbox named = after;
                telling = Task.Run(() => ready is null ? TellNamesAsync(named) : ServeReadyAsync(named, ready, served));
            }

            after = after with { Published = (await publishing).Published };
            _store.Put(after);
            Swap(after);
            _kernel.Apply(Plan.Compare(before is null ? Plan.Empty : Describe(before), Describe(after)), ready);
            return await ServeNamesAsync(after, telling);
        }
        catch
        {
            Task said = Task.WhenAll(publishing, telling ?? Task.CompletedTask);
            await said.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what is taken back must have been said
            await TakeBackAsync(before, after, leased);
            await ForgetReadyAsync(ready);
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
        _state = _state with { Sandboxes = _state.Sandboxes.Remove(sandbox.Id) };
        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            await TellAsync(() => Keeper.RemoveEndpointAsync(endpoint.NetworkId, endpoint.Id, CancellationToken.None));
        }

        await TellAsync(() => Keeper.RemoveSandboxAsync(sandbox.Id, CancellationToken.None));
        _kernel.Remove(Describe(sandbox));
        string[] ports = [.. PortPlan.Reservations(sandbox, _state.Networks).Select(static port => port.Id)];
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

    /// <summary>Legacy links of the default bridge, which has no DNS: lines for /etc/hosts.</summary>
    private IEnumerable<(IPAddress Address, string Names)> LegacyLinks(Sandbox sandbox) =>
        from endpoint in sandbox.Endpoints
        where _state.Networks[endpoint.NetworkId].IsDefaultBridge
        from link in endpoint.Links
        from member in _state.Members(endpoint.NetworkId)
        where (member.Sandbox.Request.Name == link.Value || member.Sandbox.Id.StartsWith(link.Value, StringComparison.Ordinal)) && member.Endpoint.IPv4 is not null
        select (member.Endpoint.IPv4, $"{link.Key} {member.Sandbox.Request.Name} {member.Sandbox.Id[..12]}");

    private IReadOnlyList<IPAddress> HostGateway()
    {
        if (_options.HostGateway.Count > 0)
        {
            return _options.HostGateway;
        }

        Network? bridge = _state.Networks.Values.FirstOrDefault(static network => network.IsDefaultBridge);
        return [.. bridge?.Subnets.Select(static subnet => subnet.Gateway).OfType<IPAddress>() ?? []];
    }

    private void Swap(Sandbox sandbox) => _state = _state with { Sandboxes = _state.Sandboxes.SetItem(sandbox.Id, sandbox) };

    private void RaiseEach(string action, Sandbox sandbox, IEnumerable<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            Raise(action, _state.Networks.GetValueOrDefault(endpoint.NetworkId), sandbox.Id);
        }
    }
}
