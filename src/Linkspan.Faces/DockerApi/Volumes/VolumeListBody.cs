namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>Answer to <c>GET /volumes</c>.</summary>
internal sealed record VolumeListBody(IReadOnlyList<VolumeBody> Volumes, IReadOnlyList<string>? Warnings);
