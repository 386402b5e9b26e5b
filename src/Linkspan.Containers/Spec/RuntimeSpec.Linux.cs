using System.Globalization;
using System.Text.Json;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Spec;

/// <content>The Linux part: namespaces, limits, devices, what is hidden.</content>
internal static partial class RuntimeSpec
{
    private const long DefaultPeriodUs = 100_000;

    /// <summary>The <c>resources</c> object alone, for a running container whose limits change.</summary>
    public static byte[] WriteResources(HostConfig host)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteLimits(json, host);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteLinux(Utf8JsonWriter json, SpecInput input)
    {
        HostConfig host = input.Container.HostConfig;
        json.WriteStartObject("linux");
        json.WriteString("cgroupsPath", Path.Combine("/", host.CgroupParent.Length > 0 ? host.CgroupParent : input.CgroupParent, input.Container.Id));
        WriteNamespaces(json, input);
        WriteSysctls(json, input);
        json.WriteStartObject("resources");
        WriteDeviceRules(json, input);
        WriteLimits(json, host);
        json.WriteEndObject();
        WriteDevices(json, input.Devices);
        if (!host.Privileged)
        {
            Texts(json, "maskedPaths", host.MaskedPaths ?? HostConfig.DefaultMaskedPaths);
            Texts(json, "readonlyPaths", host.ReadonlyPaths ?? HostConfig.DefaultReadonlyPaths);
        }

        string? propagation = input.Container.Mounts.Select(static mount => mount.Propagation).FirstOrDefault(
            static p => p is "shared" or "rshared") is null
            ? input.Container.Mounts.Any(static mount => mount.Propagation is "slave" or "rslave") ? "rslave" : null
            : "rshared";
        if (propagation is not null)
        {
            json.WriteString("rootfsPropagation", propagation);
        }

        bool unconfined = host.Privileged || host.SecurityOpt.Any(static option => option is "seccomp=unconfined" or "seccomp:unconfined");
        if (input.Seccomp && !unconfined)
        {
            SeccompProfile.Write(json, [.. input.Capabilities], input.Architecture);
        }

        json.WriteEndObject();
    }

    private static void WriteNamespaces(Utf8JsonWriter json, SpecInput input)
    {
        HostConfig host = input.Container.HostConfig;
        json.WriteStartArray("namespaces");
        Namespace(json, "mount", null);
        Namespace(json, "ipc", input.IpcNamespace);
        Namespace(json, "pid", input.PidNamespace);
        if (host.UTSMode != "host")
        {
            Namespace(json, "uts", null);
        }

        if (input.NetworkNamespace is { } network)
        {
            Namespace(json, "network", network.Length > 0 ? network : null);
        }

        if (host.CgroupnsMode == "private" || (host.CgroupnsMode.Length == 0 && input.CgroupV2 && !host.Privileged))
        {
            Namespace(json, "cgroup", null);
        }

        json.WriteEndArray();
    }

    /// <summary>A new namespace for a null path; none, i.e. the host's, for an empty one.</summary>
    private static void Namespace(Utf8JsonWriter json, string type, string? path)
    {
        if (path is "")
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", type);
        if (path is not null)
        {
            json.WriteString("path", path);
        }

        json.WriteEndObject();
    }

    private static void WriteSysctls(Utf8JsonWriter json, SpecInput input)
    {
        var sysctls = new Dictionary<string, string>(StringComparer.Ordinal);
        bool ownNetwork = input.NetworkNamespace is not null && input.Container.SandboxId == input.Container.Id;
        if (ownNetwork)
        {
            // As Docker: ports below 1024 and ping need no privilege in a network of one's own.
            sysctls["net.ipv4.ip_unprivileged_port_start"] = "0";
            sysctls["net.ipv4.ping_group_range"] = "0 2147483647";
        }

        foreach ((string key, string value) in input.Container.HostConfig.Sysctls)
        {
            sysctls[key] = value;
        }

        Map(json, "sysctl", sysctls);
    }

    private static void WriteDeviceRules(Utf8JsonWriter json, SpecInput input)
    {
        HostConfig host = input.Container.HostConfig;
        json.WriteStartArray("devices");
        Rule(json, host.Privileged, null, null, null, "rwm");
        if (!host.Privileged)
        {
            foreach (SpecDevice device in input.Devices)
            {
                Rule(json, true, device.Type.ToString(), device.Major, device.Minor, device.Access);
            }

            foreach (string rule in host.DeviceCgroupRules)
            {
                string[] parts = rule.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
                Rule(json, true, parts[0], Number(parts[1]), Number(parts[2]), parts[3]);
            }
        }

        json.WriteEndArray();
    }

    private static long? Number(string text) => text == "*" ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static void Rule(Utf8JsonWriter json, bool allow, string? type, long? major, long? minor, string access)
    {
        json.WriteStartObject();
        json.WriteBoolean("allow", allow);
        if (type is not null)
        {
            json.WriteString("type", type);
        }

        if (major is not null)
        {
            json.WriteNumber("major", major.Value);
        }

        if (minor is not null)
        {
            json.WriteNumber("minor", minor.Value);
        }

        json.WriteString("access", access);
        json.WriteEndObject();
    }

    private static void WriteDevices(Utf8JsonWriter json, IReadOnlyList<SpecDevice> devices)
    {
        json.WriteStartArray("devices");
        foreach (SpecDevice device in devices)
        {
            json.WriteStartObject();
            json.WriteString("path", device.Path);
            json.WriteString("type", device.Type.ToString());
            json.WriteNumber("major", device.Major);
            json.WriteNumber("minor", device.Minor);
            json.WriteNumber("fileMode", device.Mode);
            json.WriteNumber("uid", device.User);
            json.WriteNumber("gid", device.Group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter json, HostConfig host)
    {
        json.WriteStartObject("memory");
        NonZero(json, "limit", host.Memory);
        NonZero(json, "swap", host.Memory > 0 && host.MemorySwap == 0 ? host.Memory * 2 : host.MemorySwap);
        NonZero(json, "reservation", host.MemoryReservation);
        if (host.MemorySwappiness is { } swappiness and >= 0)
        {
            json.WriteNumber("swappiness", swappiness);
        }

        if (host.OomKillDisable is true)
        {
            json.WriteBoolean("disableOOMKiller", true);
        }

        json.WriteEndObject();
        json.WriteStartObject("cpu");
        NonZero(json, "shares", host.CpuShares);
        NonZero(json, "period", host.NanoCpus > 0 ? DefaultPeriodUs : host.CpuPeriod);
        NonZero(json, "quota", host.NanoCpus > 0 ? host.NanoCpus * DefaultPeriodUs / 1_000_000_000 : host.CpuQuota);
        if (host.CpusetCpus.Length > 0)
        {
            json.WriteString("cpus", host.CpusetCpus);
        }

        if (host.CpusetMems.Length > 0)
        {
            json.WriteString("mems", host.CpusetMems);
        }

        json.WriteEndObject();
        json.WriteStartObject("pids");
        json.WriteNumber("limit", host.PidsLimit is > 0 ? host.PidsLimit.Value : 0);
        json.WriteEndObject();
        BlockIo.Write(json, host);
    }

    private static void NonZero(Utf8JsonWriter json, string name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
