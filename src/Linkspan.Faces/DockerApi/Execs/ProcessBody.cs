using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Execs;

/// <summary>Process of an exec.</summary>
internal sealed record ProcessBody
{
    [JsonPropertyName("tty")]
    public bool Tty { get; init; }

    [JsonPropertyName("entrypoint")]
    public required string Entrypoint { get; init; }

    [JsonPropertyName("arguments")]
    public required IReadOnlyList<string> Arguments { get; init; }

    [JsonPropertyName("privileged")]
    public bool Privileged { get; init; }

    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }
}
