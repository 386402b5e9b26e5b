namespace Linkspan.Cli.Bodies;

/// <summary>A resource limit.</summary>
internal sealed record UlimitSettings
{
    public string? Name { get; set; }

    public long Soft { get; set; }

    public long Hard { get; set; }
}
