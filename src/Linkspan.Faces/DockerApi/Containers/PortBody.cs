using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A port in a row of the list; address and public port are absent where it is only exposed.</summary>
internal sealed record PortBody
{
    [JsonPropertyName("IP")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    public int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PublicPort { get; init; }

    public required string Type { get; init; }
}
