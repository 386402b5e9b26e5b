namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Answer to <c>POST /images/prune</c>.</summary>
internal sealed record ImagesPrunedBody(IReadOnlyList<RemovedBody>? ImagesDeleted, long SpaceReclaimed);
