namespace Linkspan.Cli.Bodies;

/// <summary>Where logs go.</summary>
internal sealed record LogSettings
{
    public string? Type { get; set; }

    public Dictionary<string, string>? Config { get; set; }
}
