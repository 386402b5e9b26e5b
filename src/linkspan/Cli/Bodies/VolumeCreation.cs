namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /volumes/create</c>.</summary>
internal sealed record VolumeCreation
{
    public string? Name { get; set; }

    public string? Driver { get; set; }

    public Dictionary<string, string>? DriverOpts { get; set; }

    public Dictionary<string, string>? Labels { get; set; }
}
