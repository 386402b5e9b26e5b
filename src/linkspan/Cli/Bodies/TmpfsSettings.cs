namespace Linkspan.Cli.Bodies;

/// <summary>Options of a tmpfs.</summary>
internal sealed record TmpfsSettings
{
    public long? SizeBytes { get; set; }

    public int? Mode { get; set; }
}
