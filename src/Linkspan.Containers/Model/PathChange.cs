namespace Linkspan.Containers.Model;

/// <summary>How a path of a container differs from its image.</summary>
/// <param name="Path">The path.</param>
/// <param name="Kind">What happened.</param>
public sealed record PathChange(string Path, PathChangeKind Kind);
