namespace Linkspan.Cli.Bodies;

/// <summary>A part of the daemon.</summary>
internal sealed record ComponentAnswer
{
    public string? Name { get; set; }

    public string? Version { get; set; }
}
