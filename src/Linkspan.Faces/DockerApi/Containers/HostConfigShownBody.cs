using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>The host side in inspect: what was asked for, and the fields of other systems and older kernels, which clients expect to find.</summary>
internal sealed record HostConfigShownBody : HostConfigBody
{
    public string Cgroup { get; } = "";

    public string Isolation { get; } = "";

    public long CpuRealtimePeriod { get; }

    public long CpuRealtimeRuntime { get; }

    public IReadOnlyList<EmptyBody>? DeviceRequests { get; }

    public long CpuCount { get; }

    public long CpuPercent { get; }

    [JsonPropertyName("IOMaximumIOps")]
    public long IOMaximumIops { get; }

    public long IOMaximumBandwidth { get; }
}
