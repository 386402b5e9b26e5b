namespace Linkspan.Engine.Keeper;

/// <summary>A place in a container's log.</summary>
/// <param name="Container">Id of the container.</param>
/// <param name="Generation">Number of rotations since the log was opened; when it changes, the file that was read is now <c>.1</c>.</param>
/// <param name="Offset">Length in bytes of the current file; whole lines only.</param>
/// <param name="Closed">The log is closed: nothing will follow.</param>
public sealed record KeeperLogPosition(string Container, int Generation, long Offset, bool Closed = false);
