namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Answer to <c>GET /info</c>: the fields that clients read.</summary>
internal sealed record InfoBody
{
    public required string ID { get; init; }

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    public string Driver { get; init; } = "overlayfs";

    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; } = [];

    public PluginsBody Plugins { get; init; } = new();

    public bool MemoryLimit { get; init; } = true;

    public bool SwapLimit { get; init; } = true;

    public bool CpuCfsPeriod { get; init; } = true;

    public bool CpuCfsQuota { get; init; } = true;

    public bool CPUShares { get; init; } = true;

    public bool CPUSet { get; init; } = true;

    public bool PidsLimit { get; init; } = true;

    public bool IPv4Forwarding { get; init; } = true;

    public bool Debug { get; init; }

    public int NFd { get; init; }

    public bool OomKillDisable { get; init; }

    public int NGoroutines { get; init; }

    public required string SystemTime { get; init; }

    public string LoggingDriver { get; init; } = "json-file";

    public string CgroupDriver { get; init; } = "cgroupfs";

    public required string CgroupVersion { get; init; }

    public int NEventsListener { get; init; }

    public required string KernelVersion { get; init; }

    public required string OperatingSystem { get; init; }

    public required string OSVersion { get; init; }

    public string OSType { get; init; } = "linux";

    public required string Architecture { get; init; }

    public string IndexServerAddress { get; init; } = "";

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public required string DockerRootDir { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public bool ExperimentalBuild { get; init; }

    public required string ServerVersion { get; init; }

    public IReadOnlyDictionary<string, RuntimeBody> Runtimes { get; init; } = new Dictionary<string, RuntimeBody>(StringComparer.Ordinal);

    public required string DefaultRuntime { get; init; }

    public SwarmBody Swarm { get; init; } = new();

    public bool LiveRestoreEnabled { get; init; } = true;

    public string Isolation { get; init; } = "";

    public IReadOnlyList<string> SecurityOptions { get; init; } = ["name=seccomp,profile=builtin"];

    public FirewallBody FirewallBackend { get; init; } = new("nftables");

    public IReadOnlyList<string>? Warnings { get; init; }
}
