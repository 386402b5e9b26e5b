namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Details of a volume mount.</summary>
internal sealed record VolumeOptionsBody
{
    public bool? NoCopy { get; init; }

    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    public DriverConfigBody? DriverConfig { get; init; }

    public string? Subpath { get; init; }
}
