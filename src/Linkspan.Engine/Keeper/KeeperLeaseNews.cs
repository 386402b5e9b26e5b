namespace Linkspan.Engine.Keeper;

/// <summary>All leases at one moment.</summary>
/// <param name="Revision">Counts changes; a new keeper begins anew.</param>
/// <param name="Leases">The leases.</param>
public sealed record KeeperLeaseNews(long Revision, IReadOnlyList<KeeperLease> Leases);
