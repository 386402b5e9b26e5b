namespace Linkspan.Containers.Model;

/// <summary>One <c>--mount</c>.</summary>
public sealed record MountRequest
{
    /// <summary><c>bind</c>, <c>volume</c> or <c>tmpfs</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Host path or volume name; empty for an anonymous volume and for tmpfs.</summary>
    public string Source { get; init; } = "";

    /// <summary>Absolute path in the container.</summary>
    public required string Target { get; init; }

    /// <summary>Mounted read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bind: <c>private</c>, <c>rprivate</c>, <c>shared</c>, <c>rshared</c>, <c>slave</c>, <c>rslave</c>; empty means rprivate.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>Bind: mounts below the source are left out.</summary>
    public bool NonRecursive { get; init; }

    /// <summary>Bind: a missing source folder is made, as <c>-v</c> does.</summary>
    public bool CreateMountpoint { get; init; }

    /// <summary>Volume: the image's content is not copied at first use.</summary>
    public bool NoCopy { get; init; }

    /// <summary>Volume: folder inside the volume.</summary>
    public string Subpath { get; init; } = "";

    /// <summary>Volume: labels of a volume made here.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Volume: driver; empty or <c>local</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Volume: driver options (<c>type</c>, <c>o</c>, <c>device</c>).</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tmpfs: size in bytes; 0 means half the memory.</summary>
    public long TmpfsSize { get; init; }

    /// <summary>Tmpfs: mode bits; 0 means 01777.</summary>
    public int TmpfsMode { get; init; }
}
