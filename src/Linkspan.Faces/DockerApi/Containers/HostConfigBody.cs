using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>How a container sits on the host: asked for and shown in the same form.</summary>
internal partial record HostConfigBody
{
    public IReadOnlyList<string?>? Binds { get; init; }

    public string? ContainerIDFile { get; init; }

    public LogConfigBody? LogConfig { get; init; }

    public string? NetworkMode { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingBody?>?>? PortBindings { get; init; }

    public RestartPolicyBody? RestartPolicy { get; init; }

    public bool? AutoRemove { get; init; }

    public string? VolumeDriver { get; init; }

    public IReadOnlyList<string?>? VolumesFrom { get; init; }

    public IReadOnlyList<int>? ConsoleSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Annotations { get; init; }

    [JsonConverter(typeof(Http.WordsConverter))]
    public IReadOnlyList<string>? CapAdd { get; init; }

    [JsonConverter(typeof(Http.WordsConverter))]
    public IReadOnlyList<string>? CapDrop { get; init; }

    public string? CgroupnsMode { get; init; }

    public IReadOnlyList<string?>? Dns { get; init; }

    public IReadOnlyList<string?>? DnsOptions { get; init; }

    public IReadOnlyList<string?>? DnsSearch { get; init; }

    public IReadOnlyList<string?>? ExtraHosts { get; init; }

    public IReadOnlyList<string?>? GroupAdd { get; init; }

    public string? IpcMode { get; init; }

    public IReadOnlyList<string?>? Links { get; init; }

    public int? OomScoreAdj { get; init; }

    public string? PidMode { get; init; }

    public bool? Privileged { get; init; }

    public bool? PublishAllPorts { get; init; }

    public bool? ReadonlyRootfs { get; init; }

    public IReadOnlyList<string?>? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Tmpfs { get; init; }

    public string? UTSMode { get; init; }

    public string? UsernsMode { get; init; }

    public long? ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Sysctls { get; init; }

    public string? Runtime { get; init; }

    public long? CpuShares { get; init; }

    public long? Memory { get; init; }

    public long? NanoCpus { get; init; }

    public string? CgroupParent { get; init; }

    public ushort? BlkioWeight { get; init; }

    public IReadOnlyList<WeightDeviceBody?>? BlkioWeightDevice { get; init; }

    public IReadOnlyList<ThrottleDeviceBody?>? BlkioDeviceReadBps { get; init; }

    public IReadOnlyList<ThrottleDeviceBody?>? BlkioDeviceWriteBps { get; init; }

    [JsonPropertyName("BlkioDeviceReadIOps")]
    public IReadOnlyList<ThrottleDeviceBody?>? BlkioDeviceReadIops { get; init; }

    [JsonPropertyName("BlkioDeviceWriteIOps")]
    public IReadOnlyList<ThrottleDeviceBody?>? BlkioDeviceWriteIops { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuQuota { get; init; }

    public string? CpusetCpus { get; init; }

    public string? CpusetMems { get; init; }

    public IReadOnlyList<DeviceBody?>? Devices { get; init; }

    public IReadOnlyList<string?>? DeviceCgroupRules { get; init; }

    public long? MemoryReservation { get; init; }

    public long? MemorySwap { get; init; }

    public long? MemorySwappiness { get; init; }

    public bool? OomKillDisable { get; init; }

    public long? PidsLimit { get; init; }

    public IReadOnlyList<UlimitBody?>? Ulimits { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MountBody?>? Mounts { get; init; }

    public IReadOnlyList<string?>? MaskedPaths { get; init; }

    public IReadOnlyList<string?>? ReadonlyPaths { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }

    /// <summary>Fields that mean nothing here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}
