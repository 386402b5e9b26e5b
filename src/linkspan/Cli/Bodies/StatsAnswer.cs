using System.Text.Json.Serialization;

namespace Linkspan.Cli.Bodies;

/// <summary>A container's use of resources.</summary>
internal sealed record StatsAnswer
{
    public string? Name { get; set; }

    public string? Id { get; set; }

    [JsonPropertyName("cpu_stats")]
    public CpuStats? CpuStats { get; set; }

    [JsonPropertyName("precpu_stats")]
    public CpuStats? PrecpuStats { get; set; }

    [JsonPropertyName("memory_stats")]
    public MemoryStats? MemoryStats { get; set; }

    [JsonPropertyName("pids_stats")]
    public PidsStats? PidsStats { get; set; }

    public Dictionary<string, InterfaceStats>? Networks { get; set; }
}
