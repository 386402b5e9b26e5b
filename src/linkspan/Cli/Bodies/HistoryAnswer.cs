namespace Linkspan.Cli.Bodies;

/// <summary>A step of an image's history.</summary>
internal sealed record HistoryAnswer
{
    public string? Id { get; set; }

    public long Created { get; set; }

    public string? CreatedBy { get; set; }

    public long Size { get; set; }

    public string? Comment { get; set; }
}
