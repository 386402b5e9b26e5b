namespace Linkspan.Cli.Bodies;

/// <summary>The used part of a container's inspection.</summary>
internal sealed record ContainerInspection
{
    public string Id { get; set; } = "";

    public string? Name { get; set; }

    public ContainerStateAnswer? State { get; set; }

    public ContainerConfigAnswer? Config { get; set; }

    public HostSettings? HostConfig { get; set; }

    public NetworkSettingsAnswer? NetworkSettings { get; set; }
}
