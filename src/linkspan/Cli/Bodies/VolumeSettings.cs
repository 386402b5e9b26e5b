namespace Linkspan.Cli.Bodies;

/// <summary>Options of a volume mount.</summary>
internal sealed record VolumeSettings
{
    public bool? NoCopy { get; set; }
}
