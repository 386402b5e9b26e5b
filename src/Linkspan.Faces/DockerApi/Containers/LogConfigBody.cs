namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Where output goes.</summary>
internal sealed record LogConfigBody(string? Type, IReadOnlyDictionary<string, string?>? Config);
