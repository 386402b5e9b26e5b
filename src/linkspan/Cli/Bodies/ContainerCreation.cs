namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /containers/create</c>.</summary>
internal sealed record ContainerCreation
{
    public string? Hostname { get; set; }

    public string? Domainname { get; set; }

    public string? User { get; set; }

    public bool AttachStdin { get; set; }

    public bool AttachStdout { get; set; }

    public bool AttachStderr { get; set; }

    public Dictionary<string, Empty>? ExposedPorts { get; set; }

    public bool Tty { get; set; }

    public bool OpenStdin { get; set; }

    public bool StdinOnce { get; set; }

    public string[]? Env { get; set; }

    public string[]? Cmd { get; set; }

    public string? Image { get; set; }

    public Dictionary<string, Empty>? Volumes { get; set; }

    public string? WorkingDir { get; set; }

    public string[]? Entrypoint { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public string? StopSignal { get; set; }

    public long? StopTimeout { get; set; }

    public HostSettings HostConfig { get; set; } = new();

    public NetworkingSettings? NetworkingConfig { get; set; }
}
