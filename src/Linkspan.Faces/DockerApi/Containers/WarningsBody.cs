namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>POST /containers/X/update</c>.</summary>
internal sealed record WarningsBody(IReadOnlyList<string>? Warnings);
