namespace Linkspan.Engine.Model;

/// <summary>Answer to a create: the network and what the user should know about it.</summary>
/// <param name="Network">The network as stored.</param>
/// <param name="Warnings">Options without effect, near misses of names; empty when all is well.</param>
public sealed record NetworkCreated(Network Network, IReadOnlyList<string> Warnings);
