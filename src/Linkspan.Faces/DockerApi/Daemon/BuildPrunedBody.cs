namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Answer to <c>POST /build/prune</c>: there is no build cache.</summary>
internal sealed record BuildPrunedBody(IReadOnlyList<string>? CachesDeleted, long SpaceReclaimed);
