using System.Security.Cryptography;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine;

/// <content>Creating and removing networks.</content>
public sealed partial class NetworkEngine
{
    /// <summary>Creates a network.</summary>
    /// <exception cref="LinkspanException">The request cannot be met; nothing is left behind.</exception>
    public Task<NetworkCreated> CreateAsync(NetworkRequest request, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.ConfigOnly)
            {
                return CreateConfiguration(request);
            }

            request = WithConfiguration(request);
            var builder = new NetworkBuilder([.. _state.Networks.Values], LookAtHost(), _pools);
            NetworkCreated created = builder.Build(WithDefaults(request), NewId(), _time.GetUtcNow());
            created = created with { Network = WithAccess(created.Network) };
            HostKernel.Require(created.Network);
            EnsureForwarding(created.Network);
            await EstablishGuardedAsync(created.Network);
            if (created.Network.Bridge is { Access.Lan: true })
            {
                RefreshLan();
            }

            Log.NetworkCreated(_log, created.Network.Name, string.Join(", ", created.Network.Subnets.Select(static subnet => subnet.Prefix)));
            Raise("create", created.Network);
            return created;
        },
        cancellationToken);

    /// <summary>Removes a network that has no endpoints.</summary>
    /// <exception cref="LinkspanException">NotFound, or Forbidden where it is predefined or in use.</exception>
    public Task<Network> RemoveAsync(string reference, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            Network network = Find(reference);
            if (network.Predefined)
            {
                throw new LinkspanException(ErrorKind.Forbidden, $"{network.Name} is a pre-defined network and cannot be removed");
            }

            if (IsConfigurationInUse(network))
            {
                throw new LinkspanException(ErrorKind.Forbidden, $"error while removing network: configuration network \"{network.Name}\" is in use");
            }

            if (InUse(network) is { Length: > 0 } members)
            {
                throw new LinkspanException(
                    ErrorKind.Forbidden,
                    $"error while removing network: network {network.Name} has active endpoints ({members}); disconnect or remove these containers first");
            }

            await TakeAwayAsync(network);
            _store.Settle();
            return network;
        },
        cancellationToken);

    /// <summary>Removes all networks that nobody uses and that <paramref name="chosen"/> accepts.</summary>
    /// <returns>Those removed.</returns>
    public Task<IReadOnlyList<Network>> PruneAsync(Func<Network, bool> chosen, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            List<Network> removed = [];
            foreach (Network network in Networks.Where(network => !network.Predefined && network.Configuration is null && chosen(network) && InUse(network).Length == 0))
            {
                await TakeAwayAsync(network);
                removed.Add(network);
            }

            _store.Settle();
            Raise("prune", network: null);
            return (IReadOnlyList<Network>)removed;
        },
        cancellationToken);

    private static Plan Describe(Network network)
    {
        var plan = new Plan();
        NetworkDriver.Describe(network, plan);
        return plan;
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private string InUse(Network network) => string.Join(
        ", ",
        _state.Members(network.Id).Concat(_probed.Where(member => member.Endpoint.NetworkId == network.Id))
            .Select(static member => $"name:\"{member.Sandbox.Request.Name}\" id:\"{member.Endpoint.Id[..12]}\""));

    private HostView LookAtHost() => _kernel.Look(
        _state.Networks.Values.Where(static network => network.TakenLink is null).SelectMany(OwnLinks).ToHashSet(StringComparer.Ordinal));

    /// <summary>Links of a network whose ranges are no obstacle to others.</summary>
    private static IEnumerable<string> OwnLinks(Network network)
    {
        if (network.Bridge is { Adopted: false } bridge)
        {
            yield return bridge.Bridge;
        }

        if (network.Physical is { HostAccess: true })
        {
            yield return HostAccess.LinkName(network);
        }
    }

    /// <summary>The daemon-wide default options, below those of the request.</summary>
    private NetworkRequest WithDefaults(NetworkRequest request)
    {
        if (_options.DefaultBridgeOptions.Count == 0 || request.Driver is not ("" or "bridge"))
        {
            return request;
        }

        var options = new Dictionary<string, string>(_options.DefaultBridgeOptions, StringComparer.Ordinal);
        foreach ((string name, string value) in request.Options)
        {
            options[name] = value;
        }

        return request with { Options = options };
    }

    /// <summary>Makes a network; where the keeper put the NIC back meanwhile, the network is not made.</summary>
    private async Task EstablishGuardedAsync(Network network)
    {
        bool established = false;
        try
        {
            await GuardedAsync([network], () => Establish(network));
            established = true;
        }
        finally
        {
            if (!established && _state.Networks.ContainsKey(network.Id))
            {
                await TakeAwayAsync(network);
            }
        }
    }

    /// <summary>Commits a network and makes it true; on failure it is taken back.</summary>
    private void Establish(Network network)
    {
        _store.Put(network);
        try
        {
            _kernel.Apply(Plan.Compare(Plan.Empty, Describe(network)));
            _store.Settle();
        }
        catch
        {
            _kernel.Remove(Unshared(network));
            _store.RemoveNetwork(network.Id);
            throw;
        }

        _leases.Open(network);
        _state = _state.With(network);
    }

    /// <summary>
    /// What a network has alone. A VLAN or a bridge with a NIC may serve others too; a bridge of its own serves nobody else, and to describe all of
    /// thousands of networks would cost each removal milliseconds.
    /// </summary>
    private Plan Unshared(Network network) => network.Bridge is { Adopted: false } ? Describe(network) : Describe(network).Without(DescribeAll());

    private async Task TakeAwayAsync(Network network)
    {
        _store.RemoveNetwork(network.Id);
        _state = _state.Without(network);
        _leases.Close(network);
        _ready.Leave(new ReadyPlace(network.Id));
        _kernel.Remove(Unshared(network));
        if (network.Bridge is { Access.Lan: true })
        {
            RefreshLan();
        }

        await TellAsync(() => Keeper.RemoveNetworkAsync(network.Id, CancellationToken.None));
        Log.NetworkRemoved(_log, network.Name);
        Raise("destroy", network);
    }
}
