using System.Globalization;
using System.Net;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>What a container has of networks, in the forms of list and inspect.</summary>
internal sealed class NetworkView(NetworkEngine engine, ContainerService containers)
{
    private static readonly ApiVersion WithPriority = new(48);
    private static readonly ApiVersion WithoutIdAlias = new(45);

    /// <summary>Memberships by network name, in interface order.</summary>
    public IReadOnlyDictionary<string, EndpointBody> Networks(Container container, ApiVersion version)
    {
        string mode = container.NetworkMode;
        if (mode.StartsWith("container:", StringComparison.Ordinal))
        {
            return new Dictionary<string, EndpointBody>(StringComparer.Ordinal);
        }

        if (container.Endpoints.Count == 0)
        {
            if (mode is not ("host" or "none") && !container.Config.NetworkDisabled)
            {
                return new Dictionary<string, EndpointBody>(StringComparer.Ordinal); // disconnected from its last one
            }

            string name = mode == "host" ? "host" : "none";
            var alone = new EndpointBody
            {
                NetworkID = engine.TryFind(name)?.Id ?? "",
                MacAddress = "",
                EndpointID = "",
                Gateway = "",
                IPAddress = "",
                IPv6Gateway = "",
                GlobalIPv6Address = "",
                GwPriority = Priority(0, version),
            };
            return new Dictionary<string, EndpointBody>(StringComparer.Ordinal) { [name] = alone };
        }

        var bodies = new Dictionary<string, EndpointBody>(StringComparer.Ordinal);
        Sandbox? sandbox = containers.FindSandbox(container);
        foreach (EndpointRequest request in container.Endpoints)
        {
            Network? network = Network(request.Network);
            Endpoint? endpoint = network is null ? null : sandbox?.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == network.Id);
            bodies[network?.Name ?? request.Network] = Body(container, request, network, endpoint, version);
        }

        return bodies;
    }

    /// <summary>Memberships in a row of the list, which says less.</summary>
    public IReadOnlyDictionary<string, EndpointBody> Rows(Container container, ApiVersion version) => Networks(container, version).ToDictionary(
        static pair => pair.Key, static pair => pair.Value with { Aliases = null, Links = null, DriverOpts = null, DNSNames = null }, StringComparer.Ordinal);

    /// <summary>The network part of inspect.</summary>
    public NetworkSettingsBody Settings(Container container, ApiVersion version)
    {
        IReadOnlyDictionary<string, EndpointBody> networks = Networks(container, version);
        Sandbox? sandbox = container.NetworkMode.StartsWith("container:", StringComparison.Ordinal) ? null : containers.FindSandbox(container);
        var settings = new NetworkSettingsBody
        {
            SandboxID = sandbox?.Id ?? "",
            SandboxKey = sandbox?.NamespacePath ?? (container.State.Running && container.NetworkMode == "host" ? "/var/run/docker/netns/default" : ""),
            Ports = Ports(container, sandbox),
            Networks = networks,
        };
        return networks.GetValueOrDefault("bridge") is not { } bridge ? settings : settings with
        {
            EndpointID = bridge.EndpointID ?? "",
            Gateway = bridge.Gateway ?? "",
            GlobalIPv6Address = bridge.GlobalIPv6Address ?? "",
            GlobalIPv6PrefixLen = bridge.GlobalIPv6PrefixLen,
            IPAddress = bridge.IPAddress ?? "",
            IPPrefixLen = bridge.IPPrefixLen,
            IPv6Gateway = bridge.IPv6Gateway ?? "",
            MacAddress = bridge.MacAddress ?? "",
        };
    }

    /// <summary>Ports as a row of the list shows them: one entry a host address, and the ports that are only exposed.</summary>
    public IReadOnlyList<PortBody> Rows(Container container)
    {
        Sandbox? sandbox = container.NetworkMode.StartsWith("container:", StringComparison.Ordinal) ? null : containers.FindSandbox(container);
        return sandbox is null ? [] : [.. Ports(container, sandbox).SelectMany(static pair =>
        {
            string[] port = pair.Key.Split('/');
            int number = int.Parse(port[0], CultureInfo.InvariantCulture);
            return pair.Value is null
                ? [new PortBody { PrivatePort = number, Type = port[1] }]
                : pair.Value.Select(binding => new PortBody
                {
                    Address = binding.HostIp,
                    PrivatePort = number,
                    PublicPort = int.Parse(binding.HostPort!, CultureInfo.InvariantCulture),
                    Type = port[1],
                });
        })];
    }

    private static string Word(Protocol protocol) => protocol.ToString().ToLowerInvariant();

    /// <summary>Published ports with their bindings, exposed ones with null; nothing while the container does not run.</summary>
    private static Dictionary<string, IReadOnlyList<PortBindingBody>?> Ports(Container container, Sandbox? sandbox)
    {
        var ports = new Dictionary<string, IReadOnlyList<PortBindingBody>?>(StringComparer.Ordinal);
        if (sandbox is null || container.Endpoints.Count == 0)
        {
            return ports;
        }

        foreach (IGrouping<string, PublishedPort> group in sandbox.Published.GroupBy(static port => $"{port.ContainerPort}/{Word(port.Protocol)}", StringComparer.Ordinal))
        {
            ports[group.Key] = [.. group.Select(static port => new PortBindingBody(port.HostAddress.ToString(), port.HostPort.ToString(CultureInfo.InvariantCulture)))];
        }

        foreach (string exposed in container.Config.ExposedPorts)
        {
            ports.TryAdd(exposed, null);
        }

        return ports;
    }

    private static (Subnet? Subnet, string Gateway, int Length) Place(Network network, Endpoint endpoint, IPAddress? address)
    {
        Subnet? subnet = endpoint.SubnetOn(network, address);
        return (subnet, network.Internal ? "" : subnet?.Gateway?.ToString() ?? "", subnet?.Prefix.PrefixLength ?? 0);
    }

    private static EndpointIpamBody? Ipam(EndpointRequest request) => request is { IPv4: null, IPv6: null, LinkLocal.Count: 0 } ? null : new EndpointIpamBody
    {
        IPv4Address = request.IPv4?.ToString(),
        IPv6Address = request.IPv6?.ToString(),
        LinkLocalIPs = request.LinkLocal.Count == 0 ? null : [.. request.LinkLocal.Select(static address => address.ToString())],
    };

    private static int? Priority(int priority, ApiVersion version) => version < WithPriority ? null : priority;

    /// <summary>The names that an endpoint will have.</summary>
    private static IReadOnlyList<string>? Names(Container container, EndpointRequest request) => container.State.StartedAt is null ? null
        : [.. ((string[])[container.Name, .. request.Aliases, container.Id[..12], container.Config.Hostname]).Where(static name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static EndpointBody Body(Container container, EndpointRequest request, Network? network, Endpoint? endpoint, ApiVersion version)
    {
        bool named = network is { IsDefaultBridge: false };
        List<string> aliases = [.. request.Aliases];
        if (named && version < WithoutIdAlias)
        {
            aliases.Add(container.Id[..12]);
            if (container.Config.Hostname.Length > 0 && container.Config.Hostname != container.Id[..12])
            {
                aliases.Add(container.Config.Hostname);
            }
        }

        (_, string gateway4, int length4) = network is null || endpoint is null ? default : Place(network, endpoint, endpoint.IPv4);
        (_, string gateway6, int length6) = network is null || endpoint is null ? default : Place(network, endpoint, endpoint.IPv6);
        return new EndpointBody
        {
            IpamConfig = Ipam(request),
            Links = request.Links.Count == 0 || (network?.IsDefaultBridge ?? false) ? null : request.Links, // those of the default bridge stand in HostConfig
            Aliases = aliases.Count == 0 ? null : aliases,
            MacAddress = endpoint is not null ? MacText.Of(endpoint.Mac) : request.Mac is null ? "" : MacText.Of(request.Mac),
            DriverOpts = request.Options.Count == 0 ? null : request.Options,
            GwPriority = Priority(request.GatewayPriority, version),
            NetworkID = network?.Id ?? "",
            EndpointID = endpoint?.Id ?? "",
            Gateway = gateway4 ?? "",
            IPAddress = endpoint?.IPv4?.ToString() ?? "",
            IPPrefixLen = length4,
            IPv6Gateway = gateway6 ?? "",
            GlobalIPv6Address = endpoint?.IPv6?.ToString() ?? "",
            GlobalIPv6PrefixLen = length6,
            DNSNames = !named ? null : endpoint?.Names ?? Names(container, request),
        };
    }

    /// <summary>The network of a request; one that was removed since, or became ambiguous, is shown by the name asked for.</summary>
    private Network? Network(string reference)
    {
        try
        {
            return engine.TryFind(reference);
        }
        catch (LinkspanException)
        {
            return null;
        }
    }
}
