namespace Linkspan.Containers.Model;

/// <summary>New limits for a container; what is null or empty stays.</summary>
public sealed record ResourceUpdate
{
    /// <summary>As <see cref="HostConfig.Memory"/>.</summary>
    public long? Memory { get; init; }

    /// <summary>As <see cref="HostConfig.MemorySwap"/>.</summary>
    public long? MemorySwap { get; init; }

    /// <summary>As <see cref="HostConfig.MemoryReservation"/>.</summary>
    public long? MemoryReservation { get; init; }

    /// <summary>As <see cref="HostConfig.NanoCpus"/>.</summary>
    public long? NanoCpus { get; init; }

    /// <summary>As <see cref="HostConfig.CpuShares"/>.</summary>
    public long? CpuShares { get; init; }

    /// <summary>As <see cref="HostConfig.CpuPeriod"/>.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>As <see cref="HostConfig.CpuQuota"/>.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>As <see cref="HostConfig.CpusetCpus"/>.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>As <see cref="HostConfig.CpusetMems"/>.</summary>
    public string? CpusetMems { get; init; }

    /// <summary>As <see cref="HostConfig.PidsLimit"/>.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>All published ports from now on; null leaves them as they are. A field of our own: with Docker they are fixed at create.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>>? PortBindings { get; init; }

    /// <summary>New restart policy.</summary>
    public RestartPolicy? RestartPolicy { get; init; }
}
