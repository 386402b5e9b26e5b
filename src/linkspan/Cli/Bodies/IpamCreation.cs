namespace Linkspan.Cli.Bodies;

/// <summary>How a network's addresses are given out.</summary>
internal sealed record IpamCreation
{
    public string Driver { get; set; } = "default";

    public Dictionary<string, string> Options { get; set; } = new(StringComparer.Ordinal);

    public IpamConfig[] Config { get; set; } = [];
}
