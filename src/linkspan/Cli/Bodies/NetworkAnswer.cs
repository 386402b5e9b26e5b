namespace Linkspan.Cli.Bodies;

/// <summary>A network.</summary>
internal sealed record NetworkAnswer
{
    public string Id { get; set; } = "";

    public string? Name { get; set; }

    public string? Driver { get; set; }

    public string? Scope { get; set; }

    public DateTimeOffset Created { get; set; }

    public bool? EnableIPv4 { get; set; }

    public bool EnableIPv6 { get; set; }

    public bool Internal { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, NetworkMember>? Containers { get; set; }

    public IpamAnswer? IPAM { get; set; }
}
