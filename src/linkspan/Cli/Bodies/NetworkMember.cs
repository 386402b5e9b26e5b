namespace Linkspan.Cli.Bodies;

/// <summary>A container of a network.</summary>
internal sealed record NetworkMember
{
    public string? Name { get; set; }

    public string? IPv4Address { get; set; }

    public string? IPv6Address { get; set; }
}
