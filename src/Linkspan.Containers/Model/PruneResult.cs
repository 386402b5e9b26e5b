namespace Linkspan.Containers.Model;

/// <summary>What a prune removed.</summary>
/// <param name="Removed">Ids or names.</param>
/// <param name="ReclaimedBytes">Space gained, as far as it is known.</param>
public sealed record PruneResult(IReadOnlyList<string> Removed, long ReclaimedBytes);
