using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>A volume.</summary>
internal sealed record VolumeBody
{
    public required string CreatedAt { get; init; }

    public required string Driver { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public required string Mountpoint { get; init; }

    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public string Scope { get; init; } = "local";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsageBody? UsageData { get; init; }

    public static VolumeBody Of(Volume volume) => new()
    {
        CreatedAt = ApiTime.Text(volume.CreatedAt),
        Driver = volume.Driver,
        Labels = volume.Labels.Count == 0 ? null : volume.Labels,
        Mountpoint = volume.Mountpoint,
        Name = volume.Name,
        Options = volume.Options.Count == 0 ? null : volume.Options,
    };
}
