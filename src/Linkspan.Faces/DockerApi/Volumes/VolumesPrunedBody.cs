namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>Answer to <c>POST /volumes/prune</c>.</summary>
internal sealed record VolumesPrunedBody(IReadOnlyList<string>? VolumesDeleted, long SpaceReclaimed);
