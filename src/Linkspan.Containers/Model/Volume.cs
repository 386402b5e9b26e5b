namespace Linkspan.Containers.Model;

/// <summary>A named volume.</summary>
public sealed record Volume
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Folder with its content.</summary>
    public required string Mountpoint { get; init; }

    /// <summary>Only <c>local</c>.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Options <c>type</c>, <c>o</c>, <c>device</c> of mount(8).</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Made without a name, for one container.</summary>
    public bool Anonymous { get; init; }
}
