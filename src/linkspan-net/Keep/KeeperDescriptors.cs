namespace Linkspan.Net.Keep;

/// <summary>What makes a process the keeper of a socket.</summary>
/// <param name="Lock">The locked lock file; the lock goes with the open file, so that a handover never leaves a gap.</param>
/// <param name="Listener">The listening Unix socket.</param>
internal sealed record KeeperDescriptors(int Lock, int Listener);
