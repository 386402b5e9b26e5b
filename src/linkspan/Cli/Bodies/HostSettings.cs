namespace Linkspan.Cli.Bodies;

/// <summary>The <c>HostConfig</c> of a container.</summary>
internal sealed record HostSettings
{
    public string[]? Binds { get; set; }

    public string? NetworkMode { get; set; }

    public Dictionary<string, List<PortBinding>>? PortBindings { get; set; }

    public RestartSettings? RestartPolicy { get; set; }

    public bool AutoRemove { get; set; }

    public string[]? CapAdd { get; set; }

    public string[]? CapDrop { get; set; }

    public string[]? Dns { get; set; }

    public string[]? DnsOptions { get; set; }

    public string[]? DnsSearch { get; set; }

    public string[]? ExtraHosts { get; set; }

    public string[]? GroupAdd { get; set; }

    public string[]? Links { get; set; }

    public string? IpcMode { get; set; }

    public string? PidMode { get; set; }

    public string? UTSMode { get; set; }

    public bool Privileged { get; set; }

    public bool PublishAllPorts { get; set; }

    public bool ReadonlyRootfs { get; set; }

    public string[]? SecurityOpt { get; set; }

    public Dictionary<string, string>? Tmpfs { get; set; }

    public long? ShmSize { get; set; }

    public Dictionary<string, string>? Sysctls { get; set; }

    public long? Memory { get; set; }

    public long? NanoCpus { get; set; }

    public long? PidsLimit { get; set; }

    public string? CgroupParent { get; set; }

    public DeviceSettings[]? Devices { get; set; }

    public UlimitSettings[]? Ulimits { get; set; }

    public bool? Init { get; set; }

    public MountSettings[]? Mounts { get; set; }

    public LogSettings? LogConfig { get; set; }
}
