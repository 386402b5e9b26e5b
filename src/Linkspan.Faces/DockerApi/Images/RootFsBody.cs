namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Layers of an image, by the digests of what they hold.</summary>
internal sealed record RootFsBody(string Type, IReadOnlyList<string> Layers);
