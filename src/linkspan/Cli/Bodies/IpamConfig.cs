namespace Linkspan.Cli.Bodies;

/// <summary>A subnet.</summary>
internal sealed record IpamConfig
{
    public string? Subnet { get; set; }

    public string? IPRange { get; set; }

    public string? Gateway { get; set; }

    public Dictionary<string, string>? AuxiliaryAddresses { get; set; }
}
