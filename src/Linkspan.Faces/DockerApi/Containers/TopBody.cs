namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>GET /containers/X/top</c>.</summary>
internal sealed record TopBody(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Processes);
