using System.Text.Json.Serialization;

namespace Linkspan.Cli.Bodies;

/// <summary>Use of processors.</summary>
internal sealed record CpuStats
{
    [JsonPropertyName("cpu_usage")]
    public CpuUsage? CpuUsage { get; set; }

    [JsonPropertyName("system_cpu_usage")]
    public ulong SystemCpuUsage { get; set; }

    [JsonPropertyName("online_cpus")]
    public int OnlineCpus { get; set; }
}
