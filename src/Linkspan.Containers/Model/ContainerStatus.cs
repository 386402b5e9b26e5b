namespace Linkspan.Containers.Model;

/// <summary>Phase of a container's life; the lower-case names are Docker's.</summary>
public enum ContainerStatus
{
    /// <summary>Never started, or its first start failed.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its processes are frozen.</summary>
    Paused,

    /// <summary>It ended and waits for its next start by the restart policy.</summary>
    Restarting,

    /// <summary>It is being removed.</summary>
    Removing,

    /// <summary>Its process has ended.</summary>
    Exited,

    /// <summary>Its removal failed half-way; removing it again goes on.</summary>
    Dead,
}
