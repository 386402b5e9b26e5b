namespace Linkspan.Cli.Bodies;

/// <summary>A refusal.</summary>
internal sealed record ErrorAnswer
{
    public string? Message { get; set; }
}
