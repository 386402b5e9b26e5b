using System.Collections.ObjectModel;
using System.Net;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Names;

/// <summary>What the keeper must know of sandboxes and endpoints for their names to resolve.</summary>
internal static class NamePublisher
{
    /// <summary>True where containers of the sandbox get DNS: as with Docker, the default bridge alone has none.</summary>
    public static bool HasResolver(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks) =>
        sandbox.Endpoints.Any(endpoint => !networks[endpoint.NetworkId].IsDefaultBridge);

    /// <summary>How the sandbox's names are answered.</summary>
    public static KeeperSandbox View(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks, ResolverSettings defaults) => new()
    {
        Id = sandbox.Id,
        NamespacePath = sandbox.NamespacePath,
        Servers = Servers(sandbox, defaults),
        HostServers = sandbox.Endpoints.Any(endpoint => !networks[endpoint.NetworkId].Internal),
        Ndots = ResolverFile.Dots(sandbox.Request.Resolver.Options.Count > 0 ? sandbox.Request.Resolver.Options : defaults.Options) ?? 0,
        Networks = [.. sandbox.Endpoints.Select(static endpoint => endpoint.NetworkId).Where(id => !networks[id].IsDefaultBridge)],
        Links = Links(sandbox),
    };

    /// <summary>The private names that its endpoints ask for; where two give one name, the first one's.</summary>
    private static IReadOnlyDictionary<string, string> Links(Sandbox sandbox)
    {
        if (sandbox.Endpoints.All(static endpoint => endpoint.Links.Count == 0))
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string alias, string name) in sandbox.Endpoints.SelectMany(static endpoint => endpoint.Links))
        {
            links.TryAdd(alias, name);
        }

        return links;
    }

    /// <summary>The user's servers, else the daemon's, else those that a segment's DHCP server named.</summary>
    private static IReadOnlyList<IPAddress> Servers(Sandbox sandbox, ResolverSettings defaults)
    {
        IReadOnlyList<string> given = sandbox.Request.Resolver.Servers.Count > 0 ? sandbox.Request.Resolver.Servers : defaults.Servers;
        return given.Count > 0
            ? [.. given.Select(IPAddress.Parse)]
            : [.. sandbox.Endpoints.SelectMany(static endpoint => endpoint.Leases).SelectMany(static lease => lease.NameServers).Distinct()];
    }

    /// <summary>The names of a sandbox's endpoints.</summary>
    public static List<KeeperEndpoint> Entries(Sandbox sandbox, IReadOnlyDictionary<string, Network> networks) =>
    [
        .. from endpoint in sandbox.Endpoints
           let network = networks[endpoint.NetworkId]
           where !network.IsDefaultBridge
           select new KeeperEndpoint
           {
               Network = network.Id,
               NetworkName = network.Name,
               Endpoint = endpoint.Id,
               Names = endpoint.Names,
               IPv4 = endpoint.IPv4,
               IPv6 = endpoint.IPv6,
           },
    ];
}
