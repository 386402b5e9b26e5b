namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Answer that is an id.</summary>
internal sealed record IdBody(string Id);
