using System.Text.Json.Serialization;
using Linkspan.Containers.Model;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A mount as it is.</summary>
internal sealed record MountPointBody
{
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public required string Mode { get; init; }

    [JsonPropertyName("RW")]
    public bool Writable { get; init; }

    public required string Propagation { get; init; }

    public static MountPointBody Of(MountPoint mount) => new()
    {
        Type = mount.Type,
        Name = mount.Name.Length == 0 ? null : mount.Name,
        Source = mount.Source,
        Destination = mount.Destination,
        Driver = mount.Driver.Length == 0 ? null : mount.Driver,
        Mode = mount.Mode,
        Writable = mount.RW,
        Propagation = mount.Propagation,
    };
}
