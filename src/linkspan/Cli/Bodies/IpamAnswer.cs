namespace Linkspan.Cli.Bodies;

/// <summary>A network's subnets.</summary>
internal sealed record IpamAnswer
{
    public IpamConfig[]? Config { get; set; }
}
