namespace Linkspan.Containers.Model;

/// <summary>How a container sits on its host, in the Docker API's own field names.</summary>
public sealed record HostConfig
{
    /// <summary>Paths that are hidden unless the request says otherwise: they tell of the host.</summary>
    public static IReadOnlyList<string> DefaultMaskedPaths { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    /// <summary>Paths that are read-only unless the request says otherwise.</summary>
    public static IReadOnlyList<string> DefaultReadonlyPaths { get; } = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Bind mounts and named volumes as <c>source:target[:options]</c>.</summary>
    public IReadOnlyList<string> Binds { get; init; } = [];

    /// <summary>Mounts in the long form.</summary>
    public IReadOnlyList<MountRequest> Mounts { get; init; } = [];

    /// <summary>Containers whose volumes are taken over, <c>name[:ro|rw]</c>.</summary>
    public IReadOnlyList<string> VolumesFrom { get; init; } = [];

    /// <summary>Memory file systems: container path to mount options.</summary>
    public IReadOnlyDictionary<string, string> Tmpfs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>default</c>, <c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:X</c> or a network; empty means default.</summary>
    public string NetworkMode { get; init; } = "";

    /// <summary>Published ports: <c>80/tcp</c> to host addresses and ports.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>> PortBindings { get; init; } =
        new Dictionary<string, IReadOnlyList<PortBinding>>(StringComparer.Ordinal);

    /// <summary>Publishes every exposed port on a free host port.</summary>
    public bool PublishAllPorts { get; init; }

    /// <summary>Resolvers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Resolver options.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Extra hosts, <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Links of the default bridge, <c>name[:alias]</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>What happens when the container ends by itself.</summary>
    public RestartPolicy RestartPolicy { get; init; } = new();

    /// <summary>The container and its anonymous volumes are removed when it ends (<c>--rm</c>).</summary>
    public bool AutoRemove { get; init; }

    /// <summary>Capabilities added, with or without <c>CAP_</c>; <c>ALL</c>.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities dropped.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>All capabilities, all devices, nothing masked.</summary>
    public bool Privileged { get; init; }

    /// <summary>The root file system is read-only.</summary>
    public bool ReadonlyRootfs { get; init; }

    /// <summary>Further groups, names or numbers.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary><c>seccomp=unconfined</c>, <c>no-new-privileges</c>, …</summary>
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>Devices of the host.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <summary>Device cgroup rules, e.g. <c>c 1:3 rwm</c>.</summary>
    public IReadOnlyList<string> DeviceCgroupRules { get; init; } = [];

    /// <summary>Resource limits of the process.</summary>
    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];

    /// <summary>Kernel settings of the container's namespaces.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Size of <c>/dev/shm</c> in bytes; 0 means 64 MiB.</summary>
    public long ShmSize { get; init; }

    /// <summary>Memory limit in bytes; 0 means none, at least 6 MiB.</summary>
    public long Memory { get; init; }

    /// <summary>Memory and swap together in bytes; 0 means twice the memory, -1 no limit.</summary>
    public long MemorySwap { get; init; }

    /// <summary>Soft limit in bytes.</summary>
    public long MemoryReservation { get; init; }

    /// <summary>0 to 100; null is the kernel's.</summary>
    public long? MemorySwappiness { get; init; }

    /// <summary>The kernel does not kill on lack of memory (cgroup v1).</summary>
    public bool? OomKillDisable { get; init; }

    /// <summary>-1000 to 1000.</summary>
    public int OomScoreAdj { get; init; }

    /// <summary>CPU limit in units of 10^-9 processors.</summary>
    public long NanoCpus { get; init; }

    /// <summary>Relative weight, 2 to 262144; 0 means 1024.</summary>
    public long CpuShares { get; init; }

    /// <summary>CFS period in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>CFS quota in microseconds a period.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Processors allowed, e.g. <c>0-3,5</c>.</summary>
    public string CpusetCpus { get; init; } = "";

    /// <summary>Memory nodes allowed.</summary>
    public string CpusetMems { get; init; } = "";

    /// <summary>Weight of block I/O, 10 to 1000; 0 means unset.</summary>
    public ushort BlkioWeight { get; init; }

    /// <summary>Weights of single devices, 10 to 1000.</summary>
    public IReadOnlyList<DeviceLimit> BlkioWeightDevice { get; init; } = [];

    /// <summary>Most bytes read a second.</summary>
    public IReadOnlyList<DeviceLimit> BlkioDeviceReadBps { get; init; } = [];

    /// <summary>Most bytes written a second.</summary>
    public IReadOnlyList<DeviceLimit> BlkioDeviceWriteBps { get; init; } = [];

    /// <summary>Most reads a second.</summary>
    public IReadOnlyList<DeviceLimit> BlkioDeviceReadIops { get; init; } = [];

    /// <summary>Most writes a second.</summary>
    public IReadOnlyList<DeviceLimit> BlkioDeviceWriteIops { get; init; } = [];

    /// <summary>Most processes; null, 0 and negative mean no limit.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Cgroup above the container's; empty means the daemon's choice.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary><c>private</c>, <c>host</c> or empty (private on cgroup v2, host otherwise).</summary>
    public string CgroupnsMode { get; init; } = "";

    /// <summary><c>private</c>, <c>host</c>, <c>shareable</c>, <c>none</c>, <c>container:X</c> or empty.</summary>
    public string IpcMode { get; init; } = "";

    /// <summary><c>host</c>, <c>container:X</c> or empty for an own one.</summary>
    public string PidMode { get; init; } = "";

    /// <summary><c>host</c> or empty for an own one.</summary>
    public string UTSMode { get; init; } = "";

    /// <summary>Only <c>host</c> or empty: user namespaces are not remapped.</summary>
    public string UsernsMode { get; init; } = "";

    /// <summary>Runs a small init as process 1; null means the daemon's default.</summary>
    public bool? Init { get; init; }

    /// <summary>OCI runtime; empty means the daemon's default.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Log driver and options.</summary>
    public LogConfig LogConfig { get; init; } = new();

    /// <summary>Paths that are hidden; null means the default list, empty none.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths that are read-only; null means the default list, empty none.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    /// <summary>Volume driver of <see cref="Binds"/>; only <c>local</c>.</summary>
    public string VolumeDriver { get; init; } = "";

    /// <summary>Height and width of the first terminal.</summary>
    public IReadOnlyList<int> ConsoleSize { get; init; } = [0, 0];

    /// <summary>Where the id of the container was written by the client; kept for inspect.</summary>
    public string ContainerIDFile { get; init; } = "";

    /// <summary>Annotations for the runtime.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
