namespace Linkspan.Cli.Bodies;

/// <summary>A container in the list.</summary>
internal sealed record ContainerAnswer
{
    public string Id { get; set; } = "";

    public string[]? Names { get; set; }

    public string? Image { get; set; }

    public string? Command { get; set; }

    public long Created { get; set; }

    public PortAnswer[]? Ports { get; set; }

    public string? State { get; set; }

    public string? Status { get; set; }

    public long? SizeRw { get; set; }

    public long? SizeRootFs { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public ListedNetworks? NetworkSettings { get; set; }

    public MountAnswer[]? Mounts { get; set; }
}
