using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep;

/// <summary>
/// What one keeper tells the next. Descriptors travel beside it in this order: lock, listener; UDP, TCP and namespace of each sandbox; each port, also
/// each of a run; of each log standard input, output and error as far as it has them, then its clients.
/// </summary>
internal sealed record HandoverState
{
    /// <summary>Id of the state.</summary>
    public required string Instance { get; init; }

    /// <summary>Descriptors that follow.</summary>
    public required int Descriptors { get; init; }

    /// <summary>Sandboxes.</summary>
    public required IReadOnlyList<KeeperSandbox> Sandboxes { get; init; }

    /// <summary>Names.</summary>
    public required IReadOnlyList<KeeperEndpoint> Endpoints { get; init; }

    /// <summary>Ports.</summary>
    public required IReadOnlyList<KeeperPort> Ports { get; init; }

    /// <summary>Addresses leased from segments' servers; the new keeper opens sockets of its own.</summary>
    public required IReadOnlyList<KeeperLease> Leases { get; init; }

    /// <summary>Logs.</summary>
    public required IReadOnlyList<HandoverLog> Logs { get; init; }
}
