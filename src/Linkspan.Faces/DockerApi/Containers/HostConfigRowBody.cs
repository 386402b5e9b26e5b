namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>The one part of the host side that the list shows.</summary>
internal sealed record HostConfigRowBody(string NetworkMode);
