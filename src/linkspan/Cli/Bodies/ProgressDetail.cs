namespace Linkspan.Cli.Bodies;

/// <summary>How far a transfer is.</summary>
internal sealed record ProgressDetail
{
    public long Current { get; set; }

    public long Total { get; set; }
}
