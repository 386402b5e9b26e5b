namespace Linkspan.Cli.Bodies;

/// <summary>Answer of <c>GET /system/df</c>.</summary>
internal sealed record DiskUsage
{
    public long LayersSize { get; set; }

    public ImageAnswer[]? Images { get; set; }

    public ContainerAnswer[]? Containers { get; set; }

    public VolumeAnswer[]? Volumes { get; set; }
}
