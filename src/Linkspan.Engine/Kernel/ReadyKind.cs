namespace Linkspan.Engine.Kernel;

/// <summary>What a network stack made ahead has beside its loopback.</summary>
/// <param name="Names">DNS led to sockets of the keeper.</param>
/// <param name="Pair">A veth pair whose end inside is <c>eth0</c>.</param>
internal readonly record struct ReadyKind(bool Names, bool Pair);
