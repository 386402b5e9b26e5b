namespace Linkspan.Engine.Model;

/// <summary>What a runtime asks for when a container starts: a network stack with endpoints, ports and names.</summary>
public sealed record SandboxRequest
{
    /// <summary>The container's id, 64 hexadecimal digits; it names the sandbox too.</summary>
    public required string Id { get; init; }

    /// <summary>The container's name, without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>Hostname of the container; a further name in the DNS.</summary>
    public required string Hostname { get; init; }

    /// <summary>NIS and search domain of the container, part of its own line in /etc/hosts.</summary>
    public string DomainName { get; init; } = "";

    /// <summary>Memberships in the order of the interfaces; empty for mode <c>none</c>.</summary>
    public IReadOnlyList<EndpointRequest> Endpoints { get; init; } = [];

    /// <summary>Ports to publish, ranges already spread out.</summary>
    public IReadOnlyList<PortRequest> Ports { get; init; } = [];

    /// <summary>Name resolution inside.</summary>
    public ResolverSettings Resolver { get; init; } = new();

    /// <summary>Extra lines of /etc/hosts in Docker's form <c>name:address</c> or <c>name=address</c>, <c>host-gateway</c> allowed.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];
}
