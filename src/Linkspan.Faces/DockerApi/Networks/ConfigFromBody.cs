namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Names a configuration network.</summary>
internal sealed record ConfigFromBody(string? Network);
