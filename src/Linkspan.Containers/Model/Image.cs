namespace Linkspan.Containers.Model;

/// <summary>An image as it stands now.</summary>
public sealed record Image
{
    /// <summary>Digest of the configuration, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Digest of the manifest, by which containerd knows it.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Familiar names with tags; empty for a dangling image.</summary>
    public IReadOnlyList<string> RepoTags { get; init; } = [];

    /// <summary>Names with digests.</summary>
    public IReadOnlyList<string> RepoDigests { get; init; } = [];

    /// <summary>When it was built; null when unknown.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Commit message.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Author.</summary>
    public string Author { get; init; } = "";

    /// <summary>Defaults for containers.</summary>
    public ContainerConfig Config { get; init; } = new();

    /// <summary>As <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>As <c>v8</c>; mostly empty.</summary>
    public string Variant { get; init; } = "";

    /// <summary>As <c>linux</c>.</summary>
    public string Os { get; init; } = "";

    /// <summary>Bytes of all unpacked layers together.</summary>
    public long Size { get; init; }

    /// <summary>Digests of the unpacked layers, lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Last time a tag was put on it.</summary>
    public DateTimeOffset? LastTagTime { get; init; }
}
