namespace Linkspan.Containers.Model;

/// <summary>What a user asks of a new volume.</summary>
public sealed record VolumeRequest
{
    /// <summary>Name; empty for an anonymous one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Empty or <c>local</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Options <c>type</c>, <c>o</c>, <c>device</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
