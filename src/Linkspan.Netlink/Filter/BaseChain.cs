namespace Linkspan.Netlink.Filter;

/// <summary>How a base chain is hooked into the path of packets.</summary>
/// <param name="Type">Type.</param>
/// <param name="Hook">Hook.</param>
/// <param name="Priority">Lower runs earlier; see <see cref="ChainPriority"/>.</param>
/// <param name="Drop">True where packets that reach the end are dropped, not accepted.</param>
public readonly record struct BaseChain(ChainType Type, FilterHook Hook, int Priority, bool Drop = false);
