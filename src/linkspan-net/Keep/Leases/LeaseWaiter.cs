namespace Linkspan.Net.Keep.Leases;

/// <summary>A client of the keeper that waits for a lease.</summary>
/// <param name="Connection">The client.</param>
/// <param name="Id">Id of its request.</param>
/// <param name="Endpoint">The endpoint whose lease it waits for.</param>
/// <param name="Deadline">When it is told that there is none.</param>
/// <param name="Silence">When it is told so already, where nobody on the segment has said a word.</param>
internal sealed record LeaseWaiter(ControlConnection Connection, long Id, string Endpoint, DateTimeOffset Deadline, DateTimeOffset Silence);
