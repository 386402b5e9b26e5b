using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>An address that the keeper keeps for an endpoint.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Lease">What a server lent; null where none did yet, or no longer.</param>
public sealed record KeeperLease(KeeperLeaseRequest Request, SegmentLease? Lease);
