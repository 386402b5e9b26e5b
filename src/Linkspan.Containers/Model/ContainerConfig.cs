namespace Linkspan.Containers.Model;

/// <summary>
/// What runs in a container, in the Docker API's own field names so that the face maps one to one;
/// an image's configuration has the same shape and supplies the defaults.
/// </summary>
public sealed record ContainerConfig
{
    /// <summary>Host name inside; empty takes the first 12 digits of the id (in host mode the host's).</summary>
    public string Hostname { get; init; } = "";

    /// <summary>NIS domain name inside.</summary>
    public string Domainname { get; init; } = "";

    /// <summary><c>user[:group]</c>, names or numbers; empty means the image's, then root.</summary>
    public string User { get; init; } = "";

    /// <summary>The creating client attaches stdin.</summary>
    public bool AttachStdin { get; init; }

    /// <summary>The creating client attaches stdout.</summary>
    public bool AttachStdout { get; init; }

    /// <summary>The creating client attaches stderr.</summary>
    public bool AttachStderr { get; init; }

    /// <summary>Ports that the software listens on, as <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>A terminal is allocated; stdout and stderr are then one raw stream.</summary>
    public bool Tty { get; init; }

    /// <summary>Stdin is kept open when nobody is attached.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Stdin is closed when the first attached client leaves.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Environment as <c>NAME=value</c>; a bare <c>NAME</c> removes the image's variable.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Arguments, or the whole command where there is no entry point; null takes the image's.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Entry point; null takes the image's, an empty list or <c>[""]</c> removes it.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Image as the user named it; in an image's configuration empty.</summary>
    public string Image { get; init; } = "";

    /// <summary>Container paths that are volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Working folder, absolute; made when it does not exist.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Signal that asks for the end, name or number; empty means SIGTERM.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Seconds between the stop signal and SIGKILL; null means 10, negative means for ever.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>Shell of the shell forms; kept for inspect.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Build triggers; kept for inspect.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Health check; kept, not yet run.</summary>
    public HealthCheck? Healthcheck { get; init; }

    /// <summary>Hardware address of the first endpoint, the older place for it.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>No network at all: the same as mode <c>none</c>.</summary>
    public bool NetworkDisabled { get; init; }
}
