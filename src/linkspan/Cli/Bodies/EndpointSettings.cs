namespace Linkspan.Cli.Bodies;

/// <summary>One membership of a container.</summary>
internal sealed record EndpointSettings
{
    public EndpointIpam? IPAMConfig { get; set; }

    public List<string>? Links { get; set; }

    public List<string>? Aliases { get; set; }

    public string? MacAddress { get; set; }

    public Dictionary<string, string>? DriverOpts { get; set; }

    public int? GwPriority { get; set; }
}
