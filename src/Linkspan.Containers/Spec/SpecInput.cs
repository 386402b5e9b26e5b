using System.Runtime.InteropServices;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Spec;

/// <summary>All that a runtime specification is made of; nothing else is asked, so that the same input gives the same text.</summary>
internal sealed record SpecInput
{
    /// <summary>Container.</summary>
    public required Container Container { get; init; }

    /// <summary>Who the process runs as.</summary>
    public required ProcessUser User { get; init; }

    /// <summary>Network namespace to join; null for the host's, empty for a new one.</summary>
    public required string? NetworkNamespace { get; init; }

    /// <summary>IPC namespace to join; null for a new one, empty for the host's.</summary>
    public string? IpcNamespace { get; init; }

    /// <summary>PID namespace to join; null for a new one, empty for the host's.</summary>
    public string? PidNamespace { get; init; }

    /// <summary>Host path of a shared <c>/dev/shm</c>; null for an own one.</summary>
    public string? SharedMemory { get; init; }

    /// <summary>Host name.</summary>
    public required string Hostname { get; init; }

    /// <summary>Path of the init program on the host; null for none.</summary>
    public string? InitPath { get; init; }

    /// <summary>Cgroup above it.</summary>
    public required string CgroupParent { get; init; }

    /// <summary>The machine has the unified hierarchy only.</summary>
    public bool CgroupV2 { get; init; }

    /// <summary>Size of <c>/dev/shm</c> in bytes.</summary>
    public long ShmSize { get; init; } = 64 << 20;

    /// <summary>Capabilities.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Device nodes beyond the usual ones.</summary>
    public IReadOnlyList<SpecDevice> Devices { get; init; } = [];

    /// <summary>Limits where the container names none.</summary>
    public IReadOnlyList<Ulimit> DefaultUlimits { get; init; } = [];

    /// <summary>The runtime can filter system calls.</summary>
    public bool Seccomp { get; init; } = true;

    /// <summary>Processor architecture.</summary>
    public Architecture Architecture { get; init; } = RuntimeInformation.OSArchitecture;
}
