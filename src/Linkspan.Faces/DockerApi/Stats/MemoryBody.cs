using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Memory in bytes.</summary>
internal sealed record MemoryBody
{
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? MaxUsage { get; init; }

    public IReadOnlyDictionary<string, ulong> Stats { get; init; } = new Dictionary<string, ulong>(StringComparer.Ordinal);

    public ulong Limit { get; init; }
}
