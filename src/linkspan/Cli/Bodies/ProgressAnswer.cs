namespace Linkspan.Cli.Bodies;

/// <summary>A line of progress.</summary>
internal sealed record ProgressAnswer
{
    public string? Status { get; set; }

    public string? Id { get; set; }

    public string? Progress { get; set; }

    public string? Stream { get; set; }

    public string? Error { get; set; }

    public ProgressDetail? ProgressDetail { get; set; }
}
