namespace Linkspan.Cli.Bodies;

/// <summary>A container's configuration.</summary>
internal sealed record ContainerConfigAnswer
{
    public bool Tty { get; set; }

    public bool OpenStdin { get; set; }

    public string? Hostname { get; set; }
}
