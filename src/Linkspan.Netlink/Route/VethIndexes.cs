namespace Linkspan.Netlink.Route;

/// <summary>Indexes that a new veth pair got.</summary>
/// <param name="Index">The first end's, in the socket's namespace.</param>
/// <param name="PeerIndex">The peer's, in its namespace. Not always 2: a namespace may hold fallback tunnels.</param>
public readonly record struct VethIndexes(int Index, int PeerIndex);
