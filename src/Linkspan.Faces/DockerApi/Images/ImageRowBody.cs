using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>One image of <c>GET /images/json</c>.</summary>
internal sealed record ImageRowBody
{
    public required string Id { get; init; }

    public string ParentId { get; init; } = "";

    public required IReadOnlyList<string> RepoTags { get; init; }

    public required IReadOnlyList<string> RepoDigests { get; init; }

    public long Created { get; init; }

    public long Size { get; init; }

    public long SharedSize { get; init; } = -1;

    /// <summary>Until API 1.43.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public long Containers { get; init; } = -1;
}
