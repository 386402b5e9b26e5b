using System.Runtime.InteropServices;
using System.Text.Json;

namespace Linkspan.Containers.Spec;

/// <summary>
/// The default seccomp profile: everything is allowed but what lets a container without the matching capability reach beyond itself.
/// An allow list would be safer against new calls of the kernel, but breaks programs with every libc that starts to use one.
/// </summary>
internal static class SeccompProfile
{
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;
    private const uint FamilyVsock = 40;

    // CLONE_NEW* of include/uapi/linux/sched.h: cgroup, ipc, net, mount, pid, user, uts.
    private static readonly uint[] NamespaceFlags = [0x0200_0000, 0x0800_0000, 0x4000_0000, 0x0002_0000, 0x2000_0000, 0x1000_0000, 0x0400_0000];

    private static readonly string[] Never =
    [
        "_sysctl", "add_key", "create_module", "get_kernel_syms", "io_uring_enter", "io_uring_register", "io_uring_setup", "kexec_file_load",
        "kexec_load", "keyctl", "migrate_pages", "move_pages", "nfsservctl", "pivot_root", "query_module", "request_key", "swapoff", "swapon",
        "sysfs", "uselib", "userfaultfd", "ustat", "vm86", "vm86old",
    ];

    private static readonly (string[] Capabilities, string[] Calls)[] WithCapability =
    [
        (["CAP_SYS_ADMIN"],
        [
            "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie", "mount", "mount_setattr", "move_mount", "open_tree",
            "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "umount", "umount2", "unshare",
        ]),
        (["CAP_SYS_ADMIN", "CAP_BPF"], ["bpf"]),
        (["CAP_SYS_ADMIN", "CAP_PERFMON"], ["perf_event_open"]),
        (["CAP_SYS_ADMIN", "CAP_SYSLOG"], ["syslog"]),
        (["CAP_DAC_READ_SEARCH"], ["open_by_handle_at"]),
        (["CAP_SYS_BOOT"], ["reboot"]),
        (["CAP_SYS_CHROOT"], ["chroot"]),
        (["CAP_SYS_MODULE"], ["delete_module", "finit_module", "init_module"]),
        (["CAP_SYS_NICE"], ["get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node"]),
        (["CAP_SYS_PACCT"], ["acct"]),
        (["CAP_SYS_PTRACE"], ["kcmp"]),
        (["CAP_SYS_RAWIO"], ["ioperm", "iopl"]),
        (["CAP_SYS_TIME"], ["clock_settime", "clock_settime64", "settimeofday", "stime"]),
        (["CAP_SYS_TTY_CONFIG"], ["vhangup"]),
    ];

    /// <summary>Writes the property <c>seccomp</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<string> capabilities, Architecture architecture)
    {
        json.WriteStartObject("seccomp");
        json.WriteString("defaultAction", "SCMP_ACT_ALLOW");
        json.WriteStartArray("architectures");
        foreach (string name in architecture == Architecture.Arm64
            ? new[] { "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM" }
            : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"])
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("syscalls");
        Deny(json, [.. Never, .. WithCapability.Where(group => !group.Capabilities.Any(name => capabilities.Contains(name, StringComparer.Ordinal))).SelectMany(static group => group.Calls)]);
        Deny(json, ["socket"], NotPermitted, FamilyVsock, mask: null);
        if (!capabilities.Contains("CAP_SYS_ADMIN", StringComparer.Ordinal))
        {
            // clone3 hides its flags behind a pointer: "not implemented" makes every libc fall back to clone.
            Deny(json, ["clone3"], NotImplemented);
            foreach (uint flag in NamespaceFlags)
            {
                Deny(json, ["clone"], NotPermitted, flag, flag);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Deny(Utf8JsonWriter json, string[] calls, int errno = NotPermitted, uint? value = null, uint? mask = null)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        foreach (string call in calls)
        {
            json.WriteStringValue(call);
        }

        json.WriteEndArray();
        json.WriteString("action", "SCMP_ACT_ERRNO");
        json.WriteNumber("errnoRet", errno);
        if (value is { } first)
        {
            json.WriteStartArray("args");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteNumber("value", mask ?? first);
            if (mask is not null)
            {
                json.WriteNumber("valueTwo", first);
            }

            json.WriteString("op", mask is null ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
