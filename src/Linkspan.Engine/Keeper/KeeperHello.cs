namespace Linkspan.Engine.Keeper;

/// <summary>First message of both sides.</summary>
/// <param name="Version">Version of the protocol; a side that sees another one than <see cref="Protocol"/> closes.</param>
/// <param name="Instance">Id of the state held; it survives a handover, and a keeper that starts empty has a new one. Empty in the client's hello.</param>
/// <param name="ProcessId">The keeper's process; 0 in the client's hello.</param>
/// <param name="PortRuns">The side knows runs of ports; one that does not is told of each port by itself.</param>
public sealed record KeeperHello(int Version, string Instance = "", int ProcessId = 0, bool PortRuns = false)
{
    /// <summary>The version that this build speaks.</summary>
    public const int Protocol = 1;
}
