namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>A device of the host.</summary>
internal sealed record DeviceBody(string? PathOnHost, string? PathInContainer, string? CgroupPermissions);
