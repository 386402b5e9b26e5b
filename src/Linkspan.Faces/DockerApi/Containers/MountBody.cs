using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One <c>--mount</c>.</summary>
internal sealed record MountBody
{
    public string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    public string? Target { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ReadOnly { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BindOptionsBody? BindOptions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeOptionsBody? VolumeOptions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TmpfsOptionsBody? TmpfsOptions { get; init; }

    public static MountBody Of(MountRequest mount) => new()
    {
        Type = mount.Type,
        Source = mount.Source.Length == 0 ? null : mount.Source,
        Target = mount.Target,
        ReadOnly = mount.ReadOnly ? true : null,
        BindOptions = mount.Type != "bind" ? null : new BindOptionsBody
        {
            Propagation = mount.Propagation,
            NonRecursive = mount.NonRecursive,
            CreateMountpoint = mount.CreateMountpoint,
        },
        VolumeOptions = mount.Type != "volume" ? null : new VolumeOptionsBody
        {
            NoCopy = mount.NoCopy,
            Labels = mount.Labels!,
            DriverConfig = new DriverConfigBody(mount.Driver, mount.DriverOptions!),
            Subpath = mount.Subpath,
        },
        TmpfsOptions = mount.Type != "tmpfs" ? null : new TmpfsOptionsBody { SizeBytes = mount.TmpfsSize, Mode = mount.TmpfsMode },
    };

    public MountRequest ToModel() => new()
    {
        Type = Type ?? "",
        Source = Source ?? "",
        Target = Target ?? "",
        ReadOnly = ReadOnly ?? false,
        Propagation = BindOptions?.Propagation ?? "",
        NonRecursive = BindOptions?.NonRecursive ?? false,
        CreateMountpoint = BindOptions?.CreateMountpoint ?? false,
        NoCopy = VolumeOptions?.NoCopy ?? false,
        Subpath = VolumeOptions?.Subpath ?? "",
        Labels = Given.Map(VolumeOptions?.Labels),
        Driver = VolumeOptions?.DriverConfig?.Name ?? "",
        DriverOptions = Given.Map(VolumeOptions?.DriverConfig?.Options),
        TmpfsSize = TmpfsOptions?.SizeBytes ?? 0,
        TmpfsMode = TmpfsOptions?.Mode ?? 0,
    };
}
