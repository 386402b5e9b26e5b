namespace Linkspan.Containers.Model;

/// <summary>Answer to a create.</summary>
/// <param name="Id">The new container.</param>
/// <param name="Warnings">What the user should know; empty when all is well.</param>
public sealed record ContainerCreated(string Id, IReadOnlyList<string> Warnings);
