namespace Linkspan.Cli.Bodies;

/// <summary>A port in the container list.</summary>
internal sealed record PortAnswer
{
    public string? IP { get; set; }

    public int PrivatePort { get; set; }

    public int PublicPort { get; set; }

    public string? Type { get; set; }
}
