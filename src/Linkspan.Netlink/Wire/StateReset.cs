namespace Linkspan.Netlink.Wire;

/// <summary>Brings a state back to where a dump started.</summary>
public delegate void StateReset<TState>(ref TState state);
