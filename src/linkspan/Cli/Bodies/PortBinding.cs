namespace Linkspan.Cli.Bodies;

/// <summary>A host's port.</summary>
internal sealed record PortBinding
{
    public string? HostIp { get; set; }

    public string? HostPort { get; set; }
}
