using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>GET /containers/X/json</c>.</summary>
internal sealed record ContainerBody
{
    public required string Id { get; init; }

    public required string Created { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    public required StateBody State { get; init; }

    public required string Image { get; init; }

    public required string ResolvConfPath { get; init; }

    public required string HostnamePath { get; init; }

    public required string HostsPath { get; init; }

    public required string LogPath { get; init; }

    public required string Name { get; init; }

    public int RestartCount { get; init; }

    public required string Driver { get; init; }

    public string Platform { get; init; } = "linux";

    public string MountLabel { get; init; } = "";

    public string ProcessLabel { get; init; } = "";

    public string AppArmorProfile { get; init; } = "";

    [JsonPropertyName("ExecIDs")]
    public IReadOnlyList<string>? ExecIds { get; init; }

    public required HostConfigShownBody HostConfig { get; init; }

    public required GraphDriverBody GraphDriver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyList<MountPointBody> Mounts { get; init; }

    public required ConfigBody Config { get; init; }

    public required NetworkSettingsBody NetworkSettings { get; init; }
}
