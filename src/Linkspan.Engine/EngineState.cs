using System.Collections.Immutable;
using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <summary>The whole intent at one moment; a change is a new value, swapped by one write, so readers need no lock.</summary>
/// <param name="Networks">Networks by id.</param>
/// <param name="Sandboxes">Sandboxes by id.</param>
internal sealed record EngineState(ImmutableDictionary<string, Network> Networks, ImmutableDictionary<string, Sandbox> Sandboxes)
{
    /// <summary>Nothing at all.</summary>
    public static EngineState Empty { get; } =
        new(ImmutableDictionary.Create<string, Network>(StringComparer.Ordinal), ImmutableDictionary.Create<string, Sandbox>(StringComparer.Ordinal));

    /// <summary>Endpoints of a network, each with its sandbox.</summary>
    public IEnumerable<(Sandbox Sandbox, Endpoint Endpoint)> Members(string networkId) =>
        from sandbox in Sandboxes.Values
        from endpoint in sandbox.Endpoints
        where endpoint.NetworkId == networkId
        select (sandbox, endpoint);
}
