namespace Linkspan.Cli.Bodies;

/// <summary>An endpoint in a container's inspection.</summary>
internal sealed record EndpointAnswer
{
    public string? NetworkID { get; set; }

    public string? IPAddress { get; set; }

    public string? GlobalIPv6Address { get; set; }

    public string[]? Aliases { get; set; }

    public string[]? DNSNames { get; set; }
}
