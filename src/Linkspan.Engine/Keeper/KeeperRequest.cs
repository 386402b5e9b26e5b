namespace Linkspan.Engine.Keeper;

/// <summary>
/// One line from client to keeper. Exactly one of the properties besides <see cref="Id"/> is set; it names the request.
/// docs/keeper.md describes the protocol.
/// </summary>
public sealed record KeeperRequest
{
    /// <summary>Number that the answer repeats; unique among the requests under way on the connection.</summary>
    public long Id { get; init; }

    /// <summary>First request of a connection.</summary>
    public KeeperHello? Hello { get; init; }

    /// <summary>Serve a sandbox's names, or change how.</summary>
    public KeeperSandbox? SandboxPut { get; init; }

    /// <summary>Id of a sandbox to serve no longer.</summary>
    public string? SandboxRemove { get; init; }

    /// <summary>Names to add or replace, all visible at once.</summary>
    public IReadOnlyList<KeeperEndpoint>? EndpointPut { get; init; }

    /// <summary>Names to remove.</summary>
    public KeeperEndpointKey? EndpointRemove { get; init; }

    /// <summary>Id of a network whose names are removed.</summary>
    public string? NetworkRemove { get; init; }

    /// <summary>All names of all networks.</summary>
    public IReadOnlyList<KeeperEndpoint>? NamesReplace { get; init; }

    /// <summary>Ports to hold, all or none.</summary>
    public IReadOnlyList<KeeperPort>? PortReserve { get; init; }

    /// <summary>Ids of ports to let go; unknown ones are no error.</summary>
    public IReadOnlyList<string>? PortRelease { get; init; }

    /// <summary>The same with runs.</summary>
    public IReadOnlyList<KeeperPortIds>? PortRunRelease { get; init; }

    /// <summary>New target of a port.</summary>
    public KeeperPortTarget? PortRetarget { get; init; }

    /// <summary>Pipes to read.</summary>
    public KeeperLog? LogOpen { get; init; }

    /// <summary>Turns the connection into a stream of the container's output and input.</summary>
    public KeeperAttach? LogAttach { get; init; }

    /// <summary>Id of a container whose standard input ends.</summary>
    public string? StdinClose { get; init; }

    /// <summary>Id of a container whose log ends; answered when all that was left is written.</summary>
    public string? LogClose { get; init; }

    /// <summary>Answered when the log has grown beyond, was rotated or is closed.</summary>
    public KeeperLogPosition? LogWait { get; init; }

    /// <summary>NIC to put back unless told in time that all is well.</summary>
    public KeeperUplink? UplinkGuard { get; init; }

    /// <summary>Bridge whose NIC stays where it is; one that nobody guards is an error.</summary>
    public string? UplinkRelease { get; init; }

    /// <summary>Address to obtain from a segment's server; answered when one is lent, or in time with an error.</summary>
    public KeeperLeaseRequest? LeaseObtain { get; init; }

    /// <summary>Id of an endpoint whose address somebody else has: the server is told, and the lease forgotten.</summary>
    public string? LeaseDecline { get; init; }

    /// <summary>Id of an endpoint whose address is given back; an unknown one is no error.</summary>
    public string? LeaseRelease { get; init; }

    /// <summary>Revision of the leases known; answered when there is another one.</summary>
    public long? LeaseWatch { get; init; }

    /// <summary>True asks for everything held.</summary>
    public bool? State { get; init; }

    /// <summary>True ends the keeper; everything it holds is let go.</summary>
    public bool? Stop { get; init; }

    /// <summary>True asks the keeper to give all its descriptors to the process that asks; only a new keeper does.</summary>
    public bool? Handover { get; init; }
}
