namespace Linkspan.Containers.Spec;

/// <summary>Who a process runs as.</summary>
/// <param name="Uid">User.</param>
/// <param name="Gid">Group.</param>
/// <param name="Groups">Further groups.</param>
internal sealed record ProcessUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups);
