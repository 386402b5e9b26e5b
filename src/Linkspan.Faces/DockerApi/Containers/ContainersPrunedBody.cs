namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>POST /containers/prune</c>.</summary>
internal sealed record ContainersPrunedBody(IReadOnlyList<string>? ContainersDeleted, long SpaceReclaimed);
