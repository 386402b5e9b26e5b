namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Answer to <c>POST /networks/prune</c>.</summary>
internal sealed record PrunedBody(IReadOnlyList<string>? NetworksDeleted);
