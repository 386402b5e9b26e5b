namespace Linkspan.Cli.Bodies;

/// <summary>Answer to an update.</summary>
internal sealed record WarningsAnswer
{
    public string[]? Warnings { get; set; }
}
