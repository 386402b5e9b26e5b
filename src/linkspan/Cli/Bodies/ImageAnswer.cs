namespace Linkspan.Cli.Bodies;

/// <summary>An image in the list.</summary>
internal sealed record ImageAnswer
{
    public string Id { get; set; } = "";

    public string[]? RepoTags { get; set; }

    public string[]? RepoDigests { get; set; }

    public long Created { get; set; }

    public long Size { get; set; }
}
