namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Details of a bind mount.</summary>
internal sealed record BindOptionsBody
{
    public string? Propagation { get; init; }

    public bool? NonRecursive { get; init; }

    public bool? CreateMountpoint { get; init; }
}
