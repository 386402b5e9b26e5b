namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>How often the processor limit was hit; the time in nanoseconds.</summary>
internal sealed record ThrottlingBody
{
    public ulong Periods { get; init; }

    public ulong ThrottledPeriods { get; init; }

    public ulong ThrottledTime { get; init; }
}
