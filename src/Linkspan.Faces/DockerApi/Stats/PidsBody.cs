using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Number of processes and its limit.</summary>
internal sealed record PidsBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Limit { get; init; }
}
