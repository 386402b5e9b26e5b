namespace Linkspan.Cli.Bodies;

/// <summary>What a prune removed.</summary>
internal sealed record PrunedAnswer
{
    public string[]? ContainersDeleted { get; set; }

    public string[]? NetworksDeleted { get; set; }

    public string[]? VolumesDeleted { get; set; }

    public RemovedAnswer[]? ImagesDeleted { get; set; }

    public long SpaceReclaimed { get; set; }
}
