using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Memberships in a row of the list.</summary>
internal sealed record NetworksRowBody(IReadOnlyDictionary<string, EndpointBody> Networks);
