namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One host address and port of a published port.</summary>
internal sealed record PortBindingBody(string? HostIp, string? HostPort);
