namespace Linkspan.Engine.Kernel;

/// <summary>What a request is checked against: a look at the host at one moment.</summary>
/// <param name="Occupied">Ranges that the host uses, each with the words that name it in an error.</param>
/// <param name="UplinkMtuBytes">MTU of the link of the default route; 1500 without one.</param>
/// <param name="Links">Existing links by name.</param>
internal sealed record HostView(IReadOnlyList<OccupiedRange> Occupied, int UplinkMtuBytes, IReadOnlyDictionary<string, HostLink> Links);
