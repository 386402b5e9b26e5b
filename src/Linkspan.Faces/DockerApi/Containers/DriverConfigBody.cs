namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Driver of a volume that a mount makes.</summary>
internal sealed record DriverConfigBody(string? Name, IReadOnlyDictionary<string, string?>? Options);
