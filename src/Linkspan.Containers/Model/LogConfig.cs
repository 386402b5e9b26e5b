namespace Linkspan.Containers.Model;

/// <summary>Log driver and options.</summary>
public sealed record LogConfig
{
    /// <summary><c>json-file</c> (also under the names <c>local</c> and empty) or <c>none</c>.</summary>
    public string Type { get; init; } = "json-file";

    /// <summary><c>max-size</c>, <c>max-file</c>, …</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
