namespace Linkspan.Engine.Keeper;

/// <summary>Names one endpoint for removal.</summary>
/// <param name="Network">Id of the network.</param>
/// <param name="Endpoint">Id of the endpoint.</param>
public sealed record KeeperEndpointKey(string Network, string Endpoint);
