namespace Linkspan.Cli.Bodies;

/// <summary>A mount of a container.</summary>
internal sealed record MountAnswer
{
    public string? Name { get; set; }

    public string? Source { get; set; }

    public string? Type { get; set; }

    public string? Destination { get; set; }
}
