namespace Linkspan.Cli.Bodies;

/// <summary>When a container is started again.</summary>
internal sealed record RestartSettings
{
    public string? Name { get; set; }

    public int MaximumRetryCount { get; set; }
}
