namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A weight of block I/O on one device.</summary>
internal sealed record WeightDeviceBody(string? Path, ushort? Weight);
