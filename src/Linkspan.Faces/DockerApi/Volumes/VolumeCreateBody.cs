namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>Body of <c>POST /volumes/create</c>.</summary>
internal sealed record VolumeCreateBody
{
    public string? Name { get; init; }

    public string? Driver { get; init; }

    public IReadOnlyDictionary<string, string?>? DriverOpts { get; init; }

    public IReadOnlyDictionary<string, string?>? Labels { get; init; }
}
