namespace Linkspan.Engine.Keeper;

/// <summary>What became of one <see cref="KeeperPort"/>; if any of a call has an errno, none of the call is held.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="HostPort">The port held, of a run the first; 0 where the call failed.</param>
/// <param name="Errno">0, or why not: EADDRINUSE 98, EADDRNOTAVAIL 99, EPROTONOSUPPORT 93, EACCES 13, EEXIST 17 (id held for another address).</param>
/// <param name="Offset">Place in the run of the port that <paramref name="Errno"/> is about.</param>
public sealed record KeeperPortResult(string Id, ushort HostPort, int Errno, int Offset = 0);
