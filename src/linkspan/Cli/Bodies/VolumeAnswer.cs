namespace Linkspan.Cli.Bodies;

/// <summary>A volume.</summary>
internal sealed record VolumeAnswer
{
    public string Name { get; set; } = "";

    public string? Driver { get; set; }

    public string? Mountpoint { get; set; }

    public string? Scope { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public VolumeUsage? UsageData { get; set; }
}
