using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <summary>Capabilities of capabilities(7): Docker's default set and what is added and dropped.</summary>
internal static class Capabilities
{
    private static readonly string[] Default =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP",
        "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    // In the order of include/uapi/linux/capability.h.
    private static readonly string[] All =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
        "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER",
        "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP",
        "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
        "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>All that this process may give away: a container cannot have what the daemon lacks.</summary>
    public static IReadOnlyList<string> Available { get; } = ReadBounding();

    /// <summary>The set of a container.</summary>
    /// <exception cref="LinkspanException">Invalid: an unknown name.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> add, IReadOnlyList<string> drop, bool privileged, IReadOnlyList<string> available)
    {
        if (privileged)
        {
            return available;
        }

        HashSet<string> added = [.. add.Select(Normal)];
        HashSet<string> dropped = [.. drop.Select(Normal)];
        IEnumerable<string> set = added.Contains("ALL") ? available : dropped.Contains("ALL") ? [] : Default;
        set = dropped.Contains("ALL") ? set : set.Except(dropped, StringComparer.Ordinal);
        set = added.Contains("ALL") ? set.Except(dropped, StringComparer.Ordinal) : set.Union(added, StringComparer.Ordinal);
        return [.. set.Order(StringComparer.Ordinal)];
    }

    /// <summary>Refuses unknown names.</summary>
    /// <exception cref="LinkspanException">Invalid, naming the field.</exception>
    public static void Require(IReadOnlyList<string> names, string field)
    {
        if (names.FirstOrDefault(static name => Array.IndexOf(All, Full(name)) < 0 && Full(name) != "ALL") is { } unknown)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid {field}: unknown capability: \"{Full(unknown)}\"");
        }
    }

    private static string Full(string name) => name.ToUpperInvariant() is var upper && (upper == "ALL" || upper.StartsWith("CAP_", StringComparison.Ordinal)) ? upper : "CAP_" + upper;

    private static string Normal(string name)
    {
        string full = Full(name);
        return full == "ALL" || Array.IndexOf(All, full) >= 0
            ? full : throw new LinkspanException(ErrorKind.Invalid, $"invalid capability: \"{name}\"");
    }

    private static string[] ReadBounding()
    {
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(static l => l.StartsWith("CapBnd:", StringComparison.Ordinal));
        ulong mask = line is null ? 0 : ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. All.Where((_, bit) => (mask >> bit & 1) != 0)];
    }
}
