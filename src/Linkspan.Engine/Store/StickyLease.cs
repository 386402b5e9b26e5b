using System.Net;

namespace Linkspan.Engine.Store;

/// <summary>An address that waits for its owner to come back.</summary>
/// <param name="NetworkId">Network.</param>
/// <param name="Owner">Container name.</param>
/// <param name="Address">The address.</param>
internal sealed record StickyLease(string NetworkId, string Owner, IPAddress Address);
