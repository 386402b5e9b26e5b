namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A most per second of block I/O on one device.</summary>
internal sealed record ThrottleDeviceBody(string? Path, ulong? Rate);
