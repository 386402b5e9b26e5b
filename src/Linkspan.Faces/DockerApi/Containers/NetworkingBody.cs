using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Memberships asked for, in the order of the interfaces.</summary>
internal sealed record NetworkingBody
{
    public IReadOnlyDictionary<string, EndpointBody?>? EndpointsConfig { get; init; }
}
