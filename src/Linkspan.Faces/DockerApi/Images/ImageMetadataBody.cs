namespace Linkspan.Faces.DockerApi.Images;

/// <summary>What this engine alone knows of an image.</summary>
internal sealed record ImageMetadataBody(string LastTagTime);
