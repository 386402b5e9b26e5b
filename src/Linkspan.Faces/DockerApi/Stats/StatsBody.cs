using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>One object of <c>GET /containers/X/stats</c>.</summary>
internal sealed record StatsBody
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Read { get; init; }

    public required string Preread { get; init; }

    public required PidsBody PidsStats { get; init; }

    public required BlockIoBody BlkioStats { get; init; }

    public int NumProcs { get; init; }

    public EmptyBody StorageStats { get; } = new();

    public required CpuBody CpuStats { get; init; }

    public required CpuBody PrecpuStats { get; init; }

    public required MemoryBody MemoryStats { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, TrafficBody>? Networks { get; init; }
}
