using System.Collections.Immutable;
using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <summary>The whole intent at one moment; a change is a new value, swapped by one write, so readers need no lock.</summary>
internal sealed class EngineState
{
    private readonly ImmutableDictionary<string, Network> _named;

    private EngineState(ImmutableDictionary<string, Network> networks, ImmutableDictionary<string, Network> named, ImmutableDictionary<string, Sandbox> sandboxes) =>
        (Networks, _named, Sandboxes) = (networks, named, sandboxes);

    /// <summary>Nothing at all.</summary>
    public static EngineState Empty { get; } = Of([]);

    /// <summary>Networks by id.</summary>
    public ImmutableDictionary<string, Network> Networks { get; }

    /// <summary>Sandboxes by id.</summary>
    public ImmutableDictionary<string, Sandbox> Sandboxes { get; }

    /// <summary>These networks, without a sandbox.</summary>
    public static EngineState Of(IReadOnlyCollection<Network> networks) => new(
        networks.ToImmutableDictionary(static network => network.Id, StringComparer.Ordinal),
        networks.ToImmutableDictionary(static network => network.Name, StringComparer.Ordinal),
        ImmutableDictionary.Create<string, Sandbox>(StringComparer.Ordinal));

    /// <summary>The network of that name, or null.</summary>
    public Network? Named(string name) => _named.GetValueOrDefault(name);

    /// <summary>With a network, in place of what it was; its name stays.</summary>
    public EngineState With(Network network) => new(Networks.SetItem(network.Id, network), _named.SetItem(network.Name, network), Sandboxes);

    /// <summary>Without a network.</summary>
    public EngineState Without(Network network) => new(Networks.Remove(network.Id), _named.Remove(network.Name), Sandboxes);

    /// <summary>With a sandbox, in place of what it was.</summary>
    public EngineState With(Sandbox sandbox) => new(Networks, _named, Sandboxes.SetItem(sandbox.Id, sandbox));

    /// <summary>Without a sandbox.</summary>
    public EngineState Without(Sandbox sandbox) => new(Networks, _named, Sandboxes.Remove(sandbox.Id));

    /// <summary>Endpoints of a network, each with its sandbox.</summary>
    public IEnumerable<(Sandbox Sandbox, Endpoint Endpoint)> Members(string networkId) =>
        from sandbox in Sandboxes.Values
        from endpoint in sandbox.Endpoints
        where endpoint.NetworkId == networkId
        select (sandbox, endpoint);
}
