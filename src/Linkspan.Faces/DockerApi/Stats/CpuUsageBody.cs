using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Processor time of the container, in nanoseconds.</summary>
internal sealed record CpuUsageBody
{
    public ulong TotalUsage { get; init; }

    /// <summary>By processor, cgroup v1 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ulong>? PercpuUsage { get; init; }

    public ulong UsageInKernelmode { get; init; }

    public ulong UsageInUsermode { get; init; }
}
