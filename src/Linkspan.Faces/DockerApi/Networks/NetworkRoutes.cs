using System.Net;
using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>The requests below <c>/networks</c>.</summary>
internal sealed class NetworkRoutes(NetworkEngine engine, ContainerService containers, TimeProvider time)
{
    private static readonly ApiVersion SwitchableIPv4 = new(48);
    private static readonly ApiVersion ListWithoutMembers = new(28);

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/networks", ListAsync),
        new("POST", "/networks/create", CreateAsync),
        new("POST", "/networks/prune", PruneAsync),
        new("GET", "/networks/{id}", InspectAsync),
        new("DELETE", "/networks/{id}", RemoveAsync),
        new("POST", "/networks/{id}/connect", ConnectAsync),
        new("POST", "/networks/{id}/disconnect", DisconnectAsync),
    ];

    private static IpamConfigBody Body(Subnet subnet) => new()
    {
        Subnet = subnet.Prefix.ToString(),
        IPRange = subnet.Range?.ToString(),
        Gateway = subnet.Gateway?.ToString(),
        AuxiliaryAddresses = subnet.Auxiliary.Count == 0 ? null : subnet.Auxiliary.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.Ordinal),
    };

    private static IpamConfigBody Body(SubnetRequest subnet) => new()
    {
        Subnet = subnet.Subnet,
        IPRange = subnet.Range,
        Gateway = subnet.Gateway,
        AuxiliaryAddresses = subnet.Auxiliary.Count == 0 ? null : subnet.Auxiliary,
    };

    private static string WithPrefix(IPAddress? address, Endpoint endpoint, Network network) =>
        endpoint.SubnetOn(network, address) is { } subnet ? $"{address}/{subnet.Prefix.PrefixLength}" : "";

    private Task ListAsync(ApiCall call)
    {
        Func<Network, bool> chosen = NetworkFilter.ForList(Filters.Parse(call.Query("filters")), network => Members(network).Count > 0);
        List<NetworkBody> bodies = [.. engine.Networks.Where(chosen).Select(network => Body(network, call.Version, withMembers: call.Version < ListWithoutMembers))];
        return call.JsonAsync(bodies, NetworkJson.Default.ListNetworkBody);
    }

    private Task InspectAsync(ApiCall call)
    {
        if (call.Query("scope") is { Length: > 0 } scope and not "local")
        {
            throw new LinkspanException(ErrorKind.NotFound, $"network {call.Value("id")} not found in scope {scope}");
        }

        return call.JsonAsync(Body(engine.Find(call.Value("id")), call.Version, withMembers: true), NetworkJson.Default.NetworkBody);
    }

    private async Task CreateAsync(ApiCall call)
    {
        CreateBody body = await call.BodyAsync(NetworkJson.Default.CreateBody);
        NetworkCreated created = await engine.CreateAsync(
            new NetworkRequest
            {
                Name = body.Name ?? "",
                Driver = body.Driver ?? "",
                Scope = body.Scope ?? "",
                EnableIPv4 = call.Version >= SwitchableIPv4 ? body.EnableIPv4 : null,
                EnableIPv6 = body.EnableIPv6,
                Internal = body.Internal,
                Attachable = body.Attachable,
                Ingress = body.Ingress,
                ConfigOnly = body.ConfigOnly,
                ConfigFrom = body.ConfigFrom?.Network ?? "",
                IpamDriver = body.Ipam?.Driver ?? "",
                IpamOptions = body.Ipam?.Options ?? new Dictionary<string, string>(StringComparer.Ordinal),
                Subnets = [.. (body.Ipam?.Config ?? []).Select(static config => new SubnetRequest
                {
                    Subnet = config.Subnet,
                    Range = config.IPRange,
                    Gateway = config.Gateway,
                    Auxiliary = config.AuxiliaryAddresses ?? new Dictionary<string, string>(StringComparer.Ordinal),
                })],
                Options = body.Options ?? new Dictionary<string, string>(StringComparer.Ordinal),
                Labels = body.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
            },
            call.Aborted);
        await call.JsonAsync(new CreatedBody(created.Network.Id, string.Join("; ", created.Warnings)), NetworkJson.Default.CreatedBody, status: 201);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        await engine.RemoveAsync(call.Value("id"), call.Aborted);
        await call.StatusAsync(204);
    }

    private async Task PruneAsync(ApiCall call)
    {
        Func<Network, bool> chosen = NetworkFilter.ForPrune(Filters.Parse(call.Query("filters")), time.GetUtcNow());
        IReadOnlyList<Network> removed = await engine.PruneAsync(chosen, call.Aborted);
        string[]? names = removed.Count == 0 ? null : [.. removed.Select(static network => network.Name)];
        await call.JsonAsync(new PrunedBody(names), NetworkJson.Default.PrunedBody);
    }

    private async Task ConnectAsync(ApiCall call)
    {
        ConnectBody body = await call.BodyAsync(NetworkJson.Default.ConnectBody);
        string network = call.Value("id");
        await containers.ConnectAsync(network, body.Container ?? "", (body.EndpointConfig ?? new EndpointBody()).ToRequest(network), call.Aborted);
        await call.StatusAsync(200);
    }

    private async Task DisconnectAsync(ApiCall call)
    {
        DisconnectBody body = await call.BodyAsync(NetworkJson.Default.DisconnectBody);
        await containers.DisconnectAsync(call.Value("id"), body.Container ?? "", body.Force, call.Aborted);
        await call.StatusAsync(200);
    }

    private NetworkBody Body(Network network, ApiVersion version, bool withMembers) => new()
    {
        Name = network.Name,
        Id = network.Id,
        Created = ApiTime.Text(network.Created),
        Driver = network.Driver,
        EnableIPv4 = version >= SwitchableIPv4 ? network.EnableIPv4 : null,
        EnableIPv6 = network.EnableIPv6,
        Ipam = new IpamBody
        {
            Driver = network.IpamDriver,
            Options = network.IpamOptions.Count == 0 && network.Predefined ? null : network.IpamOptions,
            Config = network.Configuration is { } configuration ? [.. configuration.Subnets.Select(Body)]
                : !network.JoinsContainers ? null
                : [.. network.Subnets.Select(Body)],
        },
        Internal = network.Internal,
        Attachable = network.Attachable,
        ConfigOnly = network.Configuration is not null,
        ConfigFrom = new ConfigFromBody(network.ConfigFrom),
        Containers = withMembers ? Members(network) : new Dictionary<string, MemberBody>(StringComparer.Ordinal),
        Options = network.Options,
        Labels = network.Labels,
    };

    /// <summary>Members with a stack of their own; on <c>host</c> and <c>none</c> the containers that run in that mode.</summary>
    private Dictionary<string, MemberBody> Members(Network network)
    {
        if (network.Configuration is not null)
        {
            return new Dictionary<string, MemberBody>(StringComparer.Ordinal);
        }

        if (!network.JoinsContainers)
        {
            return containers.List()
                .Where(container => container.State.Running && container.NetworkMode == network.Name)
                .ToDictionary(static container => container.Id, container => new MemberBody(container.Name.TrimStart('/'), "", "", "", ""), StringComparer.Ordinal);
        }

        var members = new Dictionary<string, MemberBody>(StringComparer.Ordinal);
        foreach (Sandbox sandbox in engine.Sandboxes)
        {
            foreach (Endpoint endpoint in sandbox.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id))
            {
                members[sandbox.Id] = new MemberBody(
                    sandbox.Request.Name, endpoint.Id, MacText.Of(endpoint.Mac), WithPrefix(endpoint.IPv4, endpoint, network), WithPrefix(endpoint.IPv6, endpoint, network));
            }
        }

        return members;
    }
}
