using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>An OCI runtime.</summary>
internal sealed record RuntimeBody([property: JsonPropertyName("path")] string Path);
