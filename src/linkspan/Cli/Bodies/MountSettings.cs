namespace Linkspan.Cli.Bodies;

/// <summary>A mount in long form.</summary>
internal sealed record MountSettings
{
    public string? Type { get; set; }

    public string? Source { get; set; }

    public string? Target { get; set; }

    public bool? ReadOnly { get; set; }

    public BindSettings? BindOptions { get; set; }

    public VolumeSettings? VolumeOptions { get; set; }

    public TmpfsSettings? TmpfsOptions { get; set; }
}
