namespace Linkspan.Engine.Model;

/// <summary>How names are resolved in a sandbox (<c>--dns</c>, <c>--dns-search</c>, <c>--dns-option</c>).</summary>
public sealed record ResolverSettings
{
    /// <summary>Servers asked for names that are not ours; empty means the host's. Asked from within the sandbox.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Search domains; empty means the host's, a single <c>.</c> means none.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Options of resolv.conf(5); empty means the host's.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
