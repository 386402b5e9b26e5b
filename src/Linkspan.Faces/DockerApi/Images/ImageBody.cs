using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Containers;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Answer to <c>GET /images/X/json</c>.</summary>
internal sealed record ImageBody
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> RepoTags { get; init; }

    public required IReadOnlyList<string> RepoDigests { get; init; }

    public string Parent { get; init; } = "";

    public required string Comment { get; init; }

    public required string Created { get; init; }

    /// <summary>Until API 1.44: older Compose reads it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfigBody? ContainerConfig { get; init; }

    public string DockerVersion { get; init; } = "";

    public required string Author { get; init; }

    public required ConfigBody Config { get; init; }

    public required string Architecture { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public required string Os { get; init; }

    public long Size { get; init; }

    /// <summary>Until API 1.43.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required GraphDriverBody GraphDriver { get; init; }

    [JsonPropertyName("RootFS")]
    public required RootFsBody RootFs { get; init; }

    public required ImageMetadataBody Metadata { get; init; }
}
