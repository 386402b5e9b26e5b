namespace Linkspan.Cli.Bodies;

/// <summary>Why a wait failed.</summary>
internal sealed record WaitError
{
    public string? Message { get; set; }
}
