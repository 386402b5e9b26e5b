namespace Linkspan.Engine.Keeper;

/// <summary>Everything that the keeper holds.</summary>
public sealed record KeeperState
{
    /// <summary>Sandboxes with their servers' ports.</summary>
    public IReadOnlyList<KeeperHeldSandbox> Sandboxes { get; init; } = [];

    /// <summary>Names.</summary>
    public IReadOnlyList<KeeperEndpoint> Endpoints { get; init; } = [];

    /// <summary>Ports; <see cref="KeeperPort.HostPort"/> is the real number, <see cref="KeeperPort.HostPortEnd"/> 0.</summary>
    public IReadOnlyList<KeeperPort> Ports { get; init; } = [];

    /// <summary>Addresses leased from segments' servers.</summary>
    public IReadOnlyList<KeeperLease> Leases { get; init; } = [];

    /// <summary>Open logs.</summary>
    public IReadOnlyList<KeeperLog> Logs { get; init; } = [];
}
