namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Bytes read from and written to block devices.</summary>
internal sealed record BlockIoBody(IReadOnlyList<BlockIoEntryBody>? IoServiceBytesRecursive);
