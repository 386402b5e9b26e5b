using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Images;
using Linkspan.Faces.DockerApi.Volumes;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Answer to <c>GET /system/df</c>.</summary>
internal sealed record DiskUsageBody
{
    public long LayersSize { get; init; }

    public IReadOnlyList<ImageRowBody>? Images { get; init; }

    public IReadOnlyList<ContainerRowBody>? Containers { get; init; }

    public IReadOnlyList<VolumeBody>? Volumes { get; init; }

    public IReadOnlyList<EmptyBody> BuildCache { get; init; } = [];

    /// <summary>Until API 1.41.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BuilderSize { get; init; }
}
