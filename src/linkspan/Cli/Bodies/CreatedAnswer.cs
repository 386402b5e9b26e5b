namespace Linkspan.Cli.Bodies;

/// <summary>A thing made.</summary>
internal sealed record CreatedAnswer
{
    public string Id { get; set; } = "";

    public string[]? Warnings { get; set; }

    public string? Warning { get; set; }
}
