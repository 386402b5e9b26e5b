namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>A container on a network, in inspect.</summary>
internal sealed record MemberBody(string Name, string EndpointID, string MacAddress, string IPv4Address, string IPv6Address);
