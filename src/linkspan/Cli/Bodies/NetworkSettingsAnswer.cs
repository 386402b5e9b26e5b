namespace Linkspan.Cli.Bodies;

/// <summary>A container's network part.</summary>
internal sealed record NetworkSettingsAnswer
{
    public string? SandboxKey { get; set; }

    public Dictionary<string, PortBinding[]?>? Ports { get; set; }

    public Dictionary<string, EndpointAnswer?>? Networks { get; set; }
}
