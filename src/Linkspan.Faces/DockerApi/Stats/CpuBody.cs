namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Processor time, in nanoseconds.</summary>
internal sealed record CpuBody
{
    public CpuUsageBody CpuUsage { get; init; } = new();

    public ulong SystemCpuUsage { get; init; }

    public int OnlineCpus { get; init; }

    public ThrottlingBody ThrottlingData { get; init; } = new();
}
