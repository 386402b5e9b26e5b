namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /networks/create</c>.</summary>
internal sealed record NetworkCreation
{
    public string? Name { get; set; }

    public string? Driver { get; set; }

    public string? Scope { get; set; }

    public bool? EnableIPv4 { get; set; }

    public bool? EnableIPv6 { get; set; }

    public IpamCreation? IPAM { get; set; }

    public bool Internal { get; set; }

    public bool Attachable { get; set; }

    public bool Ingress { get; set; }

    public bool ConfigOnly { get; set; }

    public ConfigFrom? ConfigFrom { get; set; }

    public Dictionary<string, string> Options { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Labels { get; set; } = new(StringComparer.Ordinal);
}
