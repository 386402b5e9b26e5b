using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Body of every failure.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("message")] string Message);
