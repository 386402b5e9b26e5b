namespace Linkspan.Cli.Bodies;

/// <summary>Use of memory in bytes.</summary>
internal sealed record MemoryStats
{
    public ulong Usage { get; set; }

    public ulong Limit { get; set; }

    public Dictionary<string, ulong>? Stats { get; set; }
}
