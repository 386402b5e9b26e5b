using Linkspan.Engine.Model;
using Linkspan.Engine.Names;
using Linkspan.Engine.Requests;

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
            try
            {
                sandbox = await EstablishAsync(before: null, sandbox, request.Endpoints);
            }
            finally
            {
                _ready.Wake();
            }

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

    private Sandbox Existing(string id) =>
        FindSandbox(id) ?? throw new LinkspanException(ErrorKind.NotFound, $"sandbox {id} does not exist; its container is not running");

    /// <summary>The network of a reference, which must be one that gives endpoints.</summary>
    private Network EnsureNetwork(string reference)
    {
        Network network = TryFind(reference) ?? throw new LinkspanException(ErrorKind.NotFound, $"failed to set up container networking: network {reference} not found");
        EndpointBuilder.RequireMembers(network);
        EndpointBuilder.RequireLink(network);
        return network.JoinsContainers ? network : throw new LinkspanException(ErrorKind.Invalid, network.Driver == "host"
            ? "cannot connect container to host network - container must be created in host network mode"
            : "container cannot be connected to multiple networks with one of the networks in private (none) mode");
    }

    /// <summary>Puts the intent for a sandbox in place of what it was.</summary>
    private void Swap(Sandbox sandbox)
    {
        _numbers.Change(FindSandbox(sandbox.Id)?.Published ?? [], sandbox.Published);
        _state = _state.With(sandbox);
    }

    private void Drop(Sandbox sandbox)
    {
        _numbers.Change(FindSandbox(sandbox.Id)?.Published ?? [], []);
        _state = _state.Without(sandbox);
    }

    private void RaiseEach(string action, Sandbox sandbox, IEnumerable<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            Raise(action, _state.Networks.GetValueOrDefault(endpoint.NetworkId), sandbox.Id);
        }
    }
}
