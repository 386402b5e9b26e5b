namespace Linkspan.Engine.Keeper;

/// <summary>Ports of a sandbox's DNS server on 127.0.0.11, to which port 53 is redirected inside.</summary>
/// <param name="UdpPort">Port for UDP.</param>
/// <param name="TcpPort">Port for TCP.</param>
public sealed record KeeperSandboxPorts(ushort UdpPort, ushort TcpPort);
