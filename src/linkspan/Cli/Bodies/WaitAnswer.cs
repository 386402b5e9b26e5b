namespace Linkspan.Cli.Bodies;

/// <summary>How a container ended.</summary>
internal sealed record WaitAnswer
{
    public int StatusCode { get; set; }

    public WaitError? Error { get; set; }
}
