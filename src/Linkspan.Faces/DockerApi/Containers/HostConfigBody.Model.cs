using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <content>From and to the model.</content>
internal partial record HostConfigBody
{
    /// <summary>A link as asked for; what inspect showed of another container, <c>/other:/name/alias</c>, means <c>other:alias</c>.</summary>
    private static string Link(string link) => link.Split(':', 2) is [['/', .. string other], ['/', .. string path]] ? $"{other}:{path[(path.LastIndexOf('/') + 1)..]}" : link;

    /// <summary>A link as inspect shows it.</summary>
    private static string Shown(string link, Container container)
    {
        string[] sides = link.Split(':', 2);
        string other = sides[0].TrimStart('/');
        return $"/{other}:/{container.Name}/{(sides.Length > 1 ? sides[1] : other)}";
    }

    /// <summary>The body of inspect, with what holds where the user said nothing.</summary>
    public static HostConfigShownBody Of(Container container, ContainersOptions options, bool cgroupV2)
    {
        HostConfig host = container.HostConfig;
        return new HostConfigShownBody
        {
            Binds = NotEmpty(host.Binds),
            ContainerIDFile = host.ContainerIDFile,
            LogConfig = new LogConfigBody(host.LogConfig.Type.Length == 0 ? "json-file" : host.LogConfig.Type, host.LogConfig.Config!),
            NetworkMode = container.NetworkMode,
            PortBindings = host.PortBindings.ToDictionary(
                static pair => pair.Key,
                static IReadOnlyList<PortBindingBody?>? (pair) => [.. pair.Value.Select(static binding => new PortBindingBody(binding.HostIp, binding.HostPort))],
                StringComparer.Ordinal),
            RestartPolicy = new RestartPolicyBody(host.RestartPolicy.Name.Length == 0 ? "no" : host.RestartPolicy.Name, host.RestartPolicy.MaximumRetryCount),
            AutoRemove = host.AutoRemove,
            VolumeDriver = host.VolumeDriver,
            VolumesFrom = NotEmpty(host.VolumesFrom),
            ConsoleSize = host.ConsoleSize,
            Annotations = NotEmpty(host.Annotations),
            CapAdd = NotEmpty(host.CapAdd)!,
            CapDrop = NotEmpty(host.CapDrop)!,
            CgroupnsMode = host.CgroupnsMode.Length > 0 ? host.CgroupnsMode : cgroupV2 ? "private" : "host",
            Dns = host.Dns,
            DnsOptions = host.DnsOptions,
            DnsSearch = host.DnsSearch,
            ExtraHosts = NotEmpty(host.ExtraHosts),
            GroupAdd = NotEmpty(host.GroupAdd),
            IpcMode = host.IpcMode.Length > 0 ? host.IpcMode : "private",
            Links = NotEmpty([.. host.Links.Select(link => Shown(link, container))]),
            OomScoreAdj = host.OomScoreAdj,
            PidMode = host.PidMode,
            Privileged = host.Privileged,
            PublishAllPorts = host.PublishAllPorts,
            ReadonlyRootfs = host.ReadonlyRootfs,
            SecurityOpt = NotEmpty(host.SecurityOpt),
            Tmpfs = NotEmpty(host.Tmpfs),
            UTSMode = host.UTSMode,
            UsernsMode = host.UsernsMode,
            ShmSize = host.ShmSize > 0 ? host.ShmSize : options.DefaultShmSize,
            Sysctls = NotEmpty(host.Sysctls),
            Runtime = host.Runtime.Length > 0 ? host.Runtime : options.DefaultRuntime,
            CpuShares = host.CpuShares,
            Memory = host.Memory,
            NanoCpus = host.NanoCpus,
            CgroupParent = host.CgroupParent,
            BlkioWeight = host.BlkioWeight,
            BlkioWeightDevice = host.BlkioWeightDevice.Count == 0 ? null : [.. host.BlkioWeightDevice.Select(static limit => new WeightDeviceBody(limit.Path, (ushort)limit.Value))],
            BlkioDeviceReadBps = Throttles(host.BlkioDeviceReadBps),
            BlkioDeviceWriteBps = Throttles(host.BlkioDeviceWriteBps),
            BlkioDeviceReadIops = Throttles(host.BlkioDeviceReadIops),
            BlkioDeviceWriteIops = Throttles(host.BlkioDeviceWriteIops),
            CpuPeriod = host.CpuPeriod,
            CpuQuota = host.CpuQuota,
            CpusetCpus = host.CpusetCpus,
            CpusetMems = host.CpusetMems,
            Devices = [.. host.Devices.Select(static device => new DeviceBody(device.PathOnHost, device.PathInContainer, device.CgroupPermissions))],
            DeviceCgroupRules = NotEmpty(host.DeviceCgroupRules),
            MemoryReservation = host.MemoryReservation,
            MemorySwap = host is { Memory: > 0, MemorySwap: 0 } ? host.Memory * 2 : host.MemorySwap,
            MemorySwappiness = host.MemorySwappiness is -1 ? null : host.MemorySwappiness, // as clients say nothing
            OomKillDisable = host.OomKillDisable ?? (cgroupV2 ? null : false),
            PidsLimit = host.PidsLimit is 0 ? null : host.PidsLimit,
            Ulimits = [.. host.Ulimits.Select(static limit => new UlimitBody(limit.Name, limit.Hard, limit.Soft))],
            Mounts = host.Mounts.Count == 0 ? null : [.. host.Mounts.Select(MountBody.Of)],
            MaskedPaths = host.MaskedPaths ?? (host.Privileged ? null : HostConfig.DefaultMaskedPaths),
            ReadonlyPaths = host.ReadonlyPaths ?? (host.Privileged ? null : HostConfig.DefaultReadonlyPaths),
            Init = host.Init,
        };
    }

    /// <summary>The request in the model's terms.</summary>
    /// <exception cref="LinkspanException">Invalid: a bad port.</exception>
    public HostConfig ToModel() => new()
    {
        Binds = Given.List(Binds),
        Mounts = [.. Given.List(Mounts).Select(static mount => mount.ToModel())],
        VolumesFrom = Given.List(VolumesFrom),
        Tmpfs = Given.Map(Tmpfs),
        NetworkMode = NetworkMode ?? "",
        PortBindings = Ports(),
        PublishAllPorts = PublishAllPorts ?? false,
        Dns = Given.List(Dns),
        DnsSearch = Given.List(DnsSearch),
        DnsOptions = Given.List(DnsOptions),
        ExtraHosts = Given.List(ExtraHosts),
        Links = [.. Given.List(Links).Select(Link)],
        RestartPolicy = new RestartPolicy(RestartPolicy?.Name ?? "", RestartPolicy?.MaximumRetryCount ?? 0),
        AutoRemove = AutoRemove ?? false,
        CapAdd = CapAdd ?? [],
        CapDrop = CapDrop ?? [],
        Privileged = Privileged ?? false,
        ReadonlyRootfs = ReadonlyRootfs ?? false,
        GroupAdd = Given.List(GroupAdd),
        SecurityOpt = Given.List(SecurityOpt),
        Devices = [.. Given.List(Devices).Select(static device => new DeviceRequest(device.PathOnHost ?? "", device.PathInContainer ?? "", device.CgroupPermissions ?? "rwm"))],
        DeviceCgroupRules = Given.List(DeviceCgroupRules),
        Ulimits = [.. Given.List(Ulimits).Select(static limit => new Ulimit(limit.Name ?? "", limit.Soft ?? 0, limit.Hard ?? 0))],
        Sysctls = Given.Map(Sysctls),
        ShmSize = ShmSize ?? 0,
        Memory = Memory ?? 0,
        MemorySwap = MemorySwap ?? 0,
        MemoryReservation = MemoryReservation ?? 0,
        MemorySwappiness = MemorySwappiness,
        OomKillDisable = OomKillDisable,
        OomScoreAdj = OomScoreAdj ?? 0,
        NanoCpus = NanoCpus ?? 0,
        CpuShares = CpuShares ?? 0,
        CpuPeriod = CpuPeriod ?? 0,
        CpuQuota = CpuQuota ?? 0,
        CpusetCpus = CpusetCpus ?? "",
        CpusetMems = CpusetMems ?? "",
        BlkioWeight = BlkioWeight ?? 0,
        BlkioWeightDevice = [.. Given.List(BlkioWeightDevice).Select(static device => new DeviceLimit(device.Path ?? "", device.Weight ?? 0))],
        BlkioDeviceReadBps = Limits(BlkioDeviceReadBps),
        BlkioDeviceWriteBps = Limits(BlkioDeviceWriteBps),
        BlkioDeviceReadIops = Limits(BlkioDeviceReadIops),
        BlkioDeviceWriteIops = Limits(BlkioDeviceWriteIops),
        PidsLimit = PidsLimit,
        CgroupParent = CgroupParent ?? "",
        CgroupnsMode = CgroupnsMode ?? "",
        IpcMode = IpcMode ?? "",
        PidMode = PidMode ?? "",
        UTSMode = UTSMode ?? "",
        UsernsMode = UsernsMode ?? "",
        Init = Init,
        Runtime = Runtime ?? "",
        LogConfig = new LogConfig { Type = LogConfig?.Type ?? "", Config = Given.Map(LogConfig?.Config) },
        MaskedPaths = MaskedPaths is null ? null : Given.List(MaskedPaths),
        ReadonlyPaths = ReadonlyPaths is null ? null : Given.List(ReadonlyPaths),
        VolumeDriver = VolumeDriver ?? "",
        ConsoleSize = ConsoleSize ?? [0, 0],
        ContainerIDFile = ContainerIDFile ?? "",
        Annotations = Given.Map(Annotations),
    };

    private static IReadOnlyList<string>? NotEmpty(IReadOnlyList<string> list) => list.Count == 0 ? null : list;

    private static IReadOnlyDictionary<string, string?>? NotEmpty(IReadOnlyDictionary<string, string> map) => map.Count == 0 ? null : map as IReadOnlyDictionary<string, string?>;

    /// <summary>Bindings by port; <c>80</c> and <c>80/tcp</c> are one.</summary>
    private Dictionary<string, IReadOnlyList<PortBinding>> Ports() =>
        (PortBindings ?? new Dictionary<string, IReadOnlyList<PortBindingBody?>?>(StringComparer.Ordinal))
        .GroupBy(static pair => PortText.Normal(pair.Key), StringComparer.Ordinal)
        .ToDictionary(
            static group => group.Key,
            static IReadOnlyList<PortBinding> (group) => [.. group.SelectMany(static pair => Given.List(pair.Value)).Select(static binding => new PortBinding(binding.HostIp ?? "", binding.HostPort ?? ""))],
            StringComparer.Ordinal);

    private static IReadOnlyList<DeviceLimit> Limits(IReadOnlyList<ThrottleDeviceBody?>? devices) =>
        [.. Given.List(devices).Select(static device => new DeviceLimit(device.Path ?? "", device.Rate ?? 0))];

    private static IReadOnlyList<ThrottleDeviceBody>? Throttles(IReadOnlyList<DeviceLimit> limits) =>
        limits.Count == 0 ? null : [.. limits.Select(static limit => new ThrottleDeviceBody(limit.Path, limit.Value))];
}
