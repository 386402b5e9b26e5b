namespace Linkspan.Containers.Model;

/// <summary>A limit of setrlimit(2).</summary>
/// <param name="Name">As <c>nofile</c>.</param>
/// <param name="Soft">Soft limit; -1 means none.</param>
/// <param name="Hard">Hard limit; -1 means none.</param>
public sealed record Ulimit(string Name, long Soft, long Hard);
