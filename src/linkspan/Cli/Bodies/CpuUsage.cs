using System.Text.Json.Serialization;

namespace Linkspan.Cli.Bodies;

/// <summary>Processor time in ns.</summary>
internal sealed record CpuUsage
{
    [JsonPropertyName("total_usage")]
    public ulong TotalUsage { get; set; }
}
