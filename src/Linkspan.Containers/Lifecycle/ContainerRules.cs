using System.Globalization;
using Linkspan.Containers.Logs;
using Linkspan.Containers.Model;
using Linkspan.Containers.Spec;
using Linkspan.Engine;

namespace Linkspan.Containers.Lifecycle;

/// <summary>What a container may not be asked to be; each mistake is told in the words of Docker, which clients look for.</summary>
internal static class ContainerRules
{
    private const long LeastMemory = 6 << 20;
    private const long Millisecond = 1_000_000;

    private static readonly string[] LogDrivers = ["", "json-file", "local", "none"];
    private static readonly string[] LogOptions = ["max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size"];
    private static readonly string[] SecurityOptions = ["apparmor", "seccomp", "label", "no-new-privileges", "systempaths", "writable-cgroups"];

    private static readonly string[] TmpfsOptions =
    [
        "", "defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "remount", "mand", "nomand", "atime", "noatime", "diratime",
        "nodiratime", "bind", "rbind", "private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable", "relatime", "norelatime", "strictatime",
        "nostrictatime", "size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol",
    ];

    private static readonly string[] Limits =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
    ];

    /// <summary>Checks a request and adds what deserves a warning.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static void Check(ContainerConfig config, HostConfig host, List<string> warnings)
    {
        KernelTexts.Check([
            config.Hostname, config.Domainname, config.User, config.WorkingDir, .. config.Env, .. config.Cmd ?? [], .. config.Entrypoint ?? [], .. config.Volumes, .. host.Binds,
            host.CgroupParent, .. host.Sysctls.Keys, .. host.Sysctls.Values, .. host.Devices.SelectMany(static device => new[] { device.PathOnHost, device.PathInContainer }),
            .. host.Tmpfs.Keys, .. host.Tmpfs.Values, .. host.Mounts.SelectMany(static mount => new[] { mount.Source, mount.Target, mount.Subpath }),
        ]);
        CheckConfig(config);
        CheckResources(host);
        CheckRestart(host);
        CheckNamespaces(host);
        if (host.UTSMode == "host" && config.Hostname.Length > 0)
        {
            throw Invalid("conflicting options: hostname and the UTS mode");
        }

        CheckLog(host.LogConfig);
        CheckSecurity(host);
        _ = PortPlan.Of(config, host);
        foreach ((string path, string options) in host.Tmpfs)
        {
            if (!path.StartsWith('/'))
            {
                throw Invalid($"invalid mount path: '{path}' mount path must be absolute");
            }

            if (options.Split(',').FirstOrDefault(static option => !TmpfsOptions.Contains(option.Split('=')[0], StringComparer.Ordinal)) is { } unknown)
            {
                throw Invalid($"invalid tmpfs option \"{unknown}\"; tmpfs knows size, mode, uid, gid, nr_inodes, nr_blocks, mpol and flags such as ro and exec");
            }
        }

        if (host.NetworkMode == "host")
        {
            if (host.Links.Count > 0)
            {
                throw Invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
            }

            if (host.PortBindings.Count > 0 || host.PublishAllPorts)
            {
                warnings.Add("Published ports are discarded when using host network mode");
            }
        }

        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            CheckShared(config, host);
        }
    }

    private static LinkspanException Invalid(string text) => new(ErrorKind.Invalid, text);

    private static void CheckConfig(ContainerConfig config)
    {
        if (config.WorkingDir.Length > 0 && !config.WorkingDir.StartsWith('/'))
        {
            throw Invalid($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        }

        if (config.StopSignal.Length > 0)
        {
            Signals.Parse(config.StopSignal);
        }

        if (config.Env.FirstOrDefault(static text => text.Length == 0 || text[0] == '=') is { } nameless)
        {
            throw Invalid($"invalid environment variable: {nameless}");
        }

        if (config.Healthcheck is not { } check)
        {
            return;
        }

        foreach ((string name, long value) in new[]
        {
            ("Interval", check.Interval), ("Timeout", check.Timeout), ("StartPeriod", check.StartPeriod), ("StartInterval", check.StartInterval),
        })
        {
            if (value != 0 && value < Millisecond)
            {
                throw Invalid($"{name} in Healthcheck cannot be less than 1ms");
            }
        }

        if (check.Retries < 0)
        {
            throw Invalid("Retries in Healthcheck cannot be negative");
        }
    }

    private static void CheckResources(HostConfig host)
    {
        if (host.Memory is > 0 and < LeastMemory)
        {
            throw Invalid("Minimum memory limit allowed is 6MB");
        }

        if (host.Memory > 0 && host.MemorySwap > 0 && host.MemorySwap < host.Memory)
        {
            throw Invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }

        if (host is { Memory: 0, MemorySwap: > 0 })
        {
            throw Invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
        }

        if (host.MemoryReservation > 0 && host.Memory > 0 && host.MemoryReservation > host.Memory)
        {
            throw Invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
        }

        if (host.NanoCpus > 0 && (host.CpuPeriod > 0 || host.CpuQuota > 0))
        {
            throw Invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }

        if (host.NanoCpus < 0 || host.NanoCpus > Environment.ProcessorCount * 1_000_000_000L)
        {
            throw Invalid($"Range of CPUs is from 0.01 to {Environment.ProcessorCount}.00, as there are only {Environment.ProcessorCount} CPUs available");
        }

        if (host.CpuPeriod != 0 && host.CpuPeriod is < 1000 or > 1_000_000)
        {
            throw Invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }

        if (host.CpuQuota is > 0 and < 1000)
        {
            throw Invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }

        CheckSet("CPUs", host.CpusetCpus, "/sys/devices/system/cpu/online");
        CheckSet("memory nodes", host.CpusetMems, "/sys/devices/system/node/online");
        if (host.ShmSize < 0)
        {
            throw Invalid("SHM size can not be less than 0");
        }

        if (host.OomScoreAdj is < -1000 or > 1000)
        {
            throw Invalid($"Invalid value {host.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        }

        Spec.BlockIo.Check(host);
        foreach (Ulimit limit in host.Ulimits)
        {
            CheckLimit(limit);
        }
    }

    private static void CheckLimit(Ulimit limit)
    {
        if (!Limits.Contains(limit.Name, StringComparer.Ordinal))
        {
            throw Invalid($"invalid ulimit type: {limit.Name}");
        }

        if (limit.Hard >= 0 && (limit.Soft > limit.Hard || limit.Soft < 0))
        {
            throw Invalid($"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    /// <summary>Holds a list such as <c>0-2,4</c> against what the kernel has.</summary>
    private static void CheckSet(string what, string asked, string file)
    {
        if (asked.Length == 0)
        {
            return;
        }

        string available = File.Exists(file) ? File.ReadAllText(file).Trim() : "0";
        if (Members(asked) is not { } wanted)
        {
            throw Invalid($"Invalid value {asked} for cpuset; write a list such as 0-2,4");
        }

        if (!wanted.IsSubsetOf(Members(available) ?? []))
        {
            throw Invalid($"Requested {what} are not available - requested {asked}, available: {available}");
        }
    }

    private static HashSet<int>? Members(string list)
    {
        HashSet<int> members = [];
        foreach (string part in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-', 2);
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last is < 0 or > 8191)
            {
                return null;
            }

            members.UnionWith(Enumerable.Range(first, Math.Max(0, last - first + 1)));
        }

        return members;
    }

    private static void CheckRestart(HostConfig host)
    {
        RestartPolicy policy = host.RestartPolicy;
        if (policy.Name is not ("" or "no" or "always" or "unless-stopped" or "on-failure"))
        {
            throw Invalid($"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }

        if (policy.MaximumRetryCount < 0)
        {
            throw Invalid(policy.Name == "on-failure"
                ? "invalid restart policy: maximum retry count cannot be negative"
                : "invalid restart policy: maximum retry count can only be used with 'on-failure' and cannot be negative");
        }

        if (policy is { MaximumRetryCount: not 0, Name: not "on-failure" })
        {
            throw Invalid("invalid restart policy: maximum retry count can only be used with 'on-failure'");
        }

        if (host.AutoRemove && policy.Name is not ("" or "no"))
        {
            throw Invalid("can't create 'AutoRemove' container with restart policy");
        }
    }

    private static void CheckNamespaces(HostConfig host)
    {
        if (host.PidMode is not ("" or "host") && !Shares(host.PidMode))
        {
            throw Invalid($"invalid PID mode: {host.PidMode}; use host or container:NAME");
        }

        if (host.IpcMode is not ("" or "host" or "private" or "shareable" or "none") && !Shares(host.IpcMode))
        {
            throw Invalid($"invalid IPC mode: {host.IpcMode}; use private, shareable, host, none or container:NAME");
        }

        if (host.UTSMode is not ("" or "host"))
        {
            throw Invalid($"invalid UTS mode: {host.UTSMode}; use host");
        }

        if (host.CgroupnsMode is not ("" or "host" or "private"))
        {
            throw Invalid($"invalid cgroup namespace mode: {host.CgroupnsMode}; use host or private");
        }

        static bool Shares(string mode) => mode.StartsWith("container:", StringComparison.Ordinal) && mode.Length > "container:".Length;
    }

    private static void CheckLog(LogConfig log)
    {
        if (!LogDrivers.Contains(log.Type, StringComparer.Ordinal))
        {
            throw Invalid($"error looking up logging plugin {log.Type}: plugin \"{log.Type}\" not found; use json-file or none");
        }

        string driver = log.Type.Length == 0 ? "json-file" : log.Type;
        if (driver != "none" && log.Config.Keys.FirstOrDefault(static key => !LogOptions.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            throw Invalid($"unknown log opt '{unknown}' for {driver} log driver");
        }

        if (log.Config.TryGetValue("max-size", out string? size) && size.Length > 0)
        {
            _ = ByteSize.Parse(size);
        }

        if (log.Config.TryGetValue("max-file", out string? files) && !(int.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0))
        {
            throw Invalid($"max-file cannot be less than 1: log option max-file={files} is no number of files");
        }

        if (log.Config.TryGetValue("mode", out string? mode) && mode is not ("" or "blocking" or "non-blocking"))
        {
            throw Invalid($"logger: logging mode not supported: {mode}; use blocking or non-blocking");
        }

        LogAttributes.Check(log);
    }

    private static void CheckSecurity(HostConfig host)
    {
        Capabilities.Require(host.CapAdd, "CapAdd");
        Capabilities.Require(host.CapDrop, "CapDrop");
        int index = 1;
        foreach (string option in host.SecurityOpt)
        {
            index++; // Docker counts from 2
            string key = option.Split('=', ':')[0];
            if (!SecurityOptions.Contains(key, StringComparer.Ordinal))
            {
                throw Invalid($"invalid --security-opt {index}: \"{option}\"; known are {string.Join(", ", SecurityOptions)}");
            }
        }
    }

    private static void CheckShared(ContainerConfig config, HostConfig host)
    {
        string? conflict = (config, host) switch
        {
            ({ Hostname.Length: > 0 }, _) => "hostname and the network mode",
            (_, { Dns.Count: > 0 }) => "dns and the network mode",
            (_, { ExtraHosts.Count: > 0 }) => "custom host-to-IP mapping and the network mode",
            (_, { PortBindings.Count: > 0 }) or (_, { PublishAllPorts: true }) => "port publishing and the container type network mode",
            (_, { Links.Count: > 0 }) => "container type network can't be used with links. This would result in undefined behavior",
            _ => null,
        };
        if (conflict is not null)
        {
            throw Invalid("conflicting options: " + conflict);
        }
    }
}
