namespace Linkspan.Containers.Model;

/// <summary>A file of a container, as the API tells of it.</summary>
/// <param name="Name">Last part of the path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Mode">Type and permissions as in <c>st_mode</c>.</param>
/// <param name="ModifiedAt">Last change.</param>
/// <param name="LinkTarget">Where a link leads, as an absolute path; empty for all else.</param>
public sealed record PathFacts(string Name, long Size, uint Mode, DateTimeOffset ModifiedAt, string LinkTarget);
