namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Processor time of the container, in nanoseconds.</summary>
internal sealed record CpuUsageBody
{
    public ulong TotalUsage { get; init; }

    public ulong UsageInKernelmode { get; init; }

    public ulong UsageInUsermode { get; init; }
}
