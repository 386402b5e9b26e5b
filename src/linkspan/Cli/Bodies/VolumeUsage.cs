namespace Linkspan.Cli.Bodies;

/// <summary>A volume's use.</summary>
internal sealed record VolumeUsage
{
    public long Size { get; set; }

    public long RefCount { get; set; }
}
