namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One entry of <c>GET /containers/X/changes</c>.</summary>
internal sealed record PathChangeBody(string Path, int Kind);
