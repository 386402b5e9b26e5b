namespace Linkspan.Engine.Model;

/// <summary>Something that happened to a network, as Docker's <c>events</c> tells it.</summary>
/// <param name="Time">When.</param>
/// <param name="Action"><c>create</c>, <c>connect</c>, <c>disconnect</c>, <c>destroy</c> or <c>prune</c>.</param>
/// <param name="Network">The network; null for <c>prune</c>.</param>
/// <param name="ContainerId">The container that came or went.</param>
public sealed record NetworkEvent(DateTimeOffset Time, string Action, Network? Network, string? ContainerId = null);
