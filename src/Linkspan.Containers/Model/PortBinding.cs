namespace Linkspan.Containers.Model;

/// <summary>Where a port is published.</summary>
/// <param name="HostIp">Host address, empty for all.</param>
/// <param name="HostPort">Host port, a range <c>8000-8010</c>, or empty for a free one.</param>
public sealed record PortBinding(string HostIp, string HostPort);
