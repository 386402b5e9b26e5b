namespace Linkspan.Cli.Bodies;

/// <summary>Answer of <c>GET /volumes</c>.</summary>
internal sealed record VolumesAnswer
{
    public VolumeAnswer[]? Volumes { get; set; }

    public string[]? Warnings { get; set; }
}
