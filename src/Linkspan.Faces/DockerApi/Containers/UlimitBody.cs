namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One limit of setrlimit(2).</summary>
internal sealed record UlimitBody(string? Name, long? Hard, long? Soft);
