namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Details of a tmpfs.</summary>
internal sealed record TmpfsOptionsBody
{
    public long? SizeBytes { get; init; }

    public int? Mode { get; init; }
}
