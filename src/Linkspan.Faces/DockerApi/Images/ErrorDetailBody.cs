using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>A failure within a stream that has begun.</summary>
internal sealed record ErrorDetailBody([property: JsonPropertyName("message")] string Message);
