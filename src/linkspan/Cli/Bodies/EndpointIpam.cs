namespace Linkspan.Cli.Bodies;

/// <summary>The addresses asked for.</summary>
internal sealed record EndpointIpam
{
    public string? IPv4Address { get; set; }

    public string? IPv6Address { get; set; }

    public List<string>? LinkLocalIPs { get; set; }
}
