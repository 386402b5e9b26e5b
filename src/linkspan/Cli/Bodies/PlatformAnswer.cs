namespace Linkspan.Cli.Bodies;

/// <summary>The product's name.</summary>
internal sealed record PlatformAnswer
{
    public string? Name { get; set; }
}
