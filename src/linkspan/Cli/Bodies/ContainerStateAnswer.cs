namespace Linkspan.Cli.Bodies;

/// <summary>A container's state.</summary>
internal sealed record ContainerStateAnswer
{
    public string? Status { get; set; }

    public bool Running { get; set; }

    public int ExitCode { get; set; }
}
