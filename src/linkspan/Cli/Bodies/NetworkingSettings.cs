namespace Linkspan.Cli.Bodies;

/// <summary>The memberships asked for.</summary>
internal sealed record NetworkingSettings
{
    public Dictionary<string, EndpointSettings>? EndpointsConfig { get; set; }
}
