namespace Linkspan.Containers.Model;

/// <summary>A mount of a container as it was settled at create.</summary>
public sealed record MountPoint
{
    /// <summary><c>bind</c>, <c>volume</c> or <c>tmpfs</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Volume name; empty otherwise.</summary>
    public string Name { get; init; } = "";

    /// <summary>Path on the host; empty for tmpfs.</summary>
    public string Source { get; init; } = "";

    /// <summary>Path in the container.</summary>
    public required string Destination { get; init; }

    /// <summary>Volume driver; empty otherwise.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Options as given, e.g. <c>z</c>.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Writable.</summary>
    public bool RW { get; init; } = true;

    /// <summary>Propagation of a bind mount; empty otherwise.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>The volume was made for this container alone and goes with it on <c>--rm</c> and <c>rm -v</c>.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The image's content is copied into an empty volume.</summary>
    public bool CopyUp { get; init; }

    /// <summary>Only the source itself, not the mounts below it.</summary>
    public bool NonRecursive { get; init; }

    /// <summary>The source is made at start where it is missing.</summary>
    public bool CreateSource { get; init; }

    /// <summary>Folder inside the volume; empty for all of it.</summary>
    public string Subpath { get; init; } = "";

    /// <summary>Mount options of a tmpfs, comma separated.</summary>
    public string TmpfsOptions { get; init; } = "";
}
