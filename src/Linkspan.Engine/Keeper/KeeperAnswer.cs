namespace Linkspan.Engine.Keeper;

/// <summary>One line from keeper to client; a request without a result is answered by its id alone.</summary>
public sealed record KeeperAnswer
{
    /// <summary>Id of the request.</summary>
    public long Id { get; init; }

    /// <summary>Set where the request failed.</summary>
    public KeeperError? Error { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.Hello"/>.</summary>
    public KeeperHello? Hello { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.SandboxPut"/>.</summary>
    public KeeperSandboxPorts? Sandbox { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.PortReserve"/>.</summary>
    public IReadOnlyList<KeeperPortResult>? Ports { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.LogWait"/>.</summary>
    public KeeperLogPosition? Log { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.LeaseObtain"/>; null where a server is still looked for.</summary>
    public Model.SegmentLease? Lease { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.LeaseWatch"/>.</summary>
    public KeeperLeaseNews? Leases { get; init; }

    /// <summary>Answer to <see cref="KeeperRequest.State"/>.</summary>
    public KeeperState? State { get; init; }
}
