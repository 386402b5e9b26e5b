namespace Linkspan.Cli.Bodies;

/// <summary>A removed or untagged image.</summary>
internal sealed record RemovedAnswer
{
    public string? Untagged { get; set; }

    public string? Deleted { get; set; }
}
