namespace Linkspan.Faces.DockerApi.Images;

/// <summary>One step of an image's history.</summary>
internal sealed record HistoryBody(string Id, long Created, string CreatedBy, IReadOnlyList<string>? Tags, long Size, string Comment);
