using Linkspan.Containers.Model;

namespace Linkspan.Containers;

/// <summary>Settings of the container side of the daemon.</summary>
public sealed record ContainersOptions
{
    /// <summary>Folder of what must last: the database, container folders, volumes, a containerd of our own (<c>--data-root</c>).</summary>
    public required string DataRoot { get; init; }

    /// <summary>Folder of what lasts until the next boot: sockets, fifos (<c>--exec-root</c>).</summary>
    public required string ExecRoot { get; init; }

    /// <summary>Socket of a containerd that runs already (<c>--containerd</c>); null starts one of our own.</summary>
    public string? ContainerdSocket { get; init; }

    /// <summary>containerd's namespace (<c>--containerd-namespace</c>).</summary>
    public string ContainerdNamespace { get; init; } = "linkspan";

    /// <summary>OCI runtime of containers that name none: a program name or a path.</summary>
    public string DefaultRuntime { get; init; } = "runc";

    /// <summary>Further runtimes by name (<c>--add-runtime name=path</c>).</summary>
    public IReadOnlyDictionary<string, string> Runtimes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Containers that do not say otherwise run under a small init (<c>--init</c>).</summary>
    public bool Init { get; init; }

    /// <summary>Path of that init; null looks for <c>docker-init</c>, <c>tini-static</c>, <c>tini</c>, <c>catatonit</c>.</summary>
    public string? InitPath { get; init; }

    /// <summary>Cgroup above all containers (<c>--cgroup-parent</c>).</summary>
    public string CgroupParent { get; init; } = "/linkspan";

    /// <summary>Size of <c>/dev/shm</c> in bytes where a container names none (<c>--default-shm-size</c>).</summary>
    public long DefaultShmSize { get; init; } = 64 << 20;

    /// <summary>Resource limits of containers that name none (<c>--default-ulimit</c>).</summary>
    public IReadOnlyList<Ulimit> DefaultUlimits { get; init; } = [];

    /// <summary>Log driver of containers that name none (<c>--log-driver</c>, <c>--log-opt</c>).</summary>
    public LogConfig DefaultLog { get; init; } = new();

    /// <summary>Seconds between the stop signal and SIGKILL where neither request nor container says (<c>--shutdown-timeout</c> aside).</summary>
    public int StopTimeoutSeconds { get; init; } = 10;

    /// <summary>Containers go on running when the daemon stops; false stops them first, as dockerd without <c>--live-restore</c>.</summary>
    public bool LiveRestore { get; init; } = true;
}
