namespace Linkspan.Engine.Keeper;

/// <summary>A NIC about to move into a bridge: unless told in time that all is well, the keeper puts it back.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="Nic">The NIC.</param>
/// <param name="WasDown">It was down before.</param>
/// <param name="Seconds">Time to wait for the word; it comes at once when the daemon's connection ends.</param>
public sealed record KeeperUplink(string Bridge, string Nic, bool WasDown, int Seconds);
