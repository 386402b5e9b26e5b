namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>Bytes in a volume and number of containers that use it.</summary>
internal sealed record VolumeUsageBody(long Size, long RefCount);
