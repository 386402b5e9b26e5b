using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>One thing that a removal took away: a name or an image.</summary>
internal sealed record RemovedBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }
}
