using Linkspan.Engine.Model;

namespace Linkspan.Containers.Model;

/// <summary>What a user asks of a new container.</summary>
public sealed record ContainerRequest
{
    /// <summary>Name with or without a leading slash; null or empty takes one from the generator.</summary>
    public string? Name { get; init; }

    /// <summary>What runs.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>How it sits on the host.</summary>
    public HostConfig HostConfig { get; init; } = new();

    /// <summary>
    /// Settings of memberships; the network of <see cref="HostConfig.NetworkMode"/> comes first and is added where it is not named here.
    /// </summary>
    public IReadOnlyList<EndpointRequest> Endpoints { get; init; } = [];
}
