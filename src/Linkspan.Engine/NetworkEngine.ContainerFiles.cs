using System.Net;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;

namespace Linkspan.Engine;

/// <content>The files of a container that its networks decide: <c>/etc/hosts</c> and <c>/etc/resolv.conf</c>.</content>
public sealed partial class NetworkEngine
{
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
}
