namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Name of the product.</summary>
internal sealed record PlatformBody(string Name);
