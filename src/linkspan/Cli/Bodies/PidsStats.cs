namespace Linkspan.Cli.Bodies;

/// <summary>Number of processes.</summary>
internal sealed record PidsStats
{
    public ulong Current { get; set; }
}
