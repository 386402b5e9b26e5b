namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Driver of the root file system.</summary>
internal sealed record GraphDriverBody(IReadOnlyDictionary<string, string>? Data, string Name);
