using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One container of <c>GET /containers/json</c>.</summary>
internal sealed record ContainerRowBody
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public required string Image { get; init; }

    public required string ImageID { get; init; }

    public required string Command { get; init; }

    public long Created { get; init; }

    public required IReadOnlyList<PortBody> Ports { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required string State { get; init; }

    public required string Status { get; init; }

    public required HostConfigRowBody HostConfig { get; init; }

    public required NetworksRowBody NetworkSettings { get; init; }

    public required IReadOnlyList<MountPointBody> Mounts { get; init; }
}
