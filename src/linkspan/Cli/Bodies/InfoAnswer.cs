namespace Linkspan.Cli.Bodies;

/// <summary>Answer of <c>GET /info</c>.</summary>
internal sealed record InfoAnswer
{
    public string? Name { get; set; }

    public string? ServerVersion { get; set; }

    public string? OperatingSystem { get; set; }

    public string? OSType { get; set; }

    public string? Architecture { get; set; }

    public string? KernelVersion { get; set; }

    public int Containers { get; set; }

    public int ContainersRunning { get; set; }

    public int ContainersPaused { get; set; }

    public int ContainersStopped { get; set; }

    public int Images { get; set; }

    public int NCPU { get; set; }

    public long MemTotal { get; set; }

    public string? Driver { get; set; }

    public string? LoggingDriver { get; set; }

    public string? CgroupDriver { get; set; }

    public string? CgroupVersion { get; set; }

    public string? DefaultRuntime { get; set; }

    public string? DockerRootDir { get; set; }

    public string[]? Warnings { get; set; }

    public string? ID { get; set; }
}
