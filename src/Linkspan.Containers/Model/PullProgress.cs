namespace Linkspan.Containers.Model;

/// <summary>One line of a pull's progress.</summary>
/// <param name="Id">Layer or tag it is about; empty for the whole.</param>
/// <param name="Status">Text.</param>
public sealed record PullProgress(string Id, string Status);
