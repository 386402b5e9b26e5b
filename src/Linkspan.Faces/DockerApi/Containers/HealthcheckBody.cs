using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A health check; times in nanoseconds.</summary>
internal sealed record HealthcheckBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string?>? Test { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Interval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Timeout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartPeriod { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartInterval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Retries { get; init; }

    public static HealthcheckBody? Of(HealthCheck? check) => check is null ? null : new HealthcheckBody
    {
        Test = check.Test,
        Interval = NotZero(check.Interval),
        Timeout = NotZero(check.Timeout),
        StartPeriod = NotZero(check.StartPeriod),
        StartInterval = NotZero(check.StartInterval),
        Retries = check.Retries == 0 ? null : check.Retries,
    };

    public HealthCheck ToModel() => new()
    {
        Test = Given.List(Test),
        Interval = Interval ?? 0,
        Timeout = Timeout ?? 0,
        StartPeriod = StartPeriod ?? 0,
        StartInterval = StartInterval ?? 0,
        Retries = Retries ?? 0,
    };

    private static long? NotZero(long nanoseconds) => nanoseconds == 0 ? null : nanoseconds;
}
