namespace Linkspan.Cli.Bodies;

/// <summary>Options of a bind mount.</summary>
internal sealed record BindSettings
{
    public string? Propagation { get; set; }
}
