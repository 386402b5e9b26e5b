using System.Net;

namespace Linkspan.Engine.Model;

/// <summary>A host port that leads to a port of a sandbox, as it stands in the kernel.</summary>
/// <param name="HostAddress">Host address, the unspecified address of a family for all of them.</param>
/// <param name="HostPort">Port on the host; 0 in routed mode, where nothing is translated.</param>
/// <param name="ContainerPort">Port in the sandbox.</param>
/// <param name="Protocol">Transport protocol.</param>
public sealed record PublishedPort(IPAddress HostAddress, ushort HostPort, ushort ContainerPort, Protocol Protocol);
