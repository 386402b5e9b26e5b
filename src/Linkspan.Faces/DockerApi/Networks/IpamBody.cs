namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Address management of a network.</summary>
internal sealed record IpamBody
{
    public string? Driver { get; init; } = "default";

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyList<IpamConfigBody>? Config { get; init; }
}
