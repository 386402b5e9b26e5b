namespace Linkspan.Cli.Bodies;

/// <summary>Answer of <c>GET /version</c>.</summary>
internal sealed record VersionAnswer
{
    public string? Version { get; set; }

    public string? ApiVersion { get; set; }

    public string? MinAPIVersion { get; set; }

    public string? GitCommit { get; set; }

    public string? Os { get; set; }

    public string? Arch { get; set; }

    public string? KernelVersion { get; set; }

    public string? BuildTime { get; set; }

    public ComponentAnswer[]? Components { get; set; }

    public PlatformAnswer? Platform { get; set; }
}
