namespace Linkspan.Engine.Model;

/// <summary>One network stack owned by the engine, pinned by a bind mount; may be shared by several containers.</summary>
public sealed record Sandbox
{
    /// <summary>Id of the container that it was made for.</summary>
    public required string Id { get; init; }

    /// <summary>Path of the pinned network namespace.</summary>
    public required string NamespacePath { get; init; }

    /// <summary>The request that it was made from.</summary>
    public required SandboxRequest Request { get; init; }

    /// <summary>Memberships in interface order.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    /// <summary>Ports as they were published.</summary>
    public IReadOnlyList<PublishedPort> Published { get; init; } = [];

    /// <summary>UDP port of the DNS server on 127.0.0.11 in the sandbox; 0 where it has none.</summary>
    public ushort DnsUdpPort { get; init; }

    /// <summary>TCP port of the DNS server on 127.0.0.11 in the sandbox; 0 where it has none.</summary>
    public ushort DnsTcpPort { get; init; }
}
