namespace Linkspan.Cli.Bodies;

/// <summary>The networks of a listed container.</summary>
internal sealed record ListedNetworks
{
    public Dictionary<string, EndpointAnswer?>? Networks { get; set; }
}
