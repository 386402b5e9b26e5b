namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Drivers by kind.</summary>
internal sealed record PluginsBody
{
    public IReadOnlyList<string> Volume { get; init; } = ["local"];

    public IReadOnlyList<string> Network { get; init; } = ["bridge", "host", "null"];

    public IReadOnlyList<string>? Authorization { get; init; }

    public IReadOnlyList<string> Log { get; init; } = ["json-file", "none"];
}
