namespace Linkspan.Engine.Plans;

/// <summary>In a sandbox, DNS to 127.0.0.11 port 53 reaches the keeper's sockets.</summary>
/// <param name="Sandbox">Sandbox id.</param>
/// <param name="UdpPort">Port of the UDP socket on 127.0.0.11.</param>
/// <param name="TcpPort">Port of the TCP socket on 127.0.0.11.</param>
internal sealed record ResolverFact(string Sandbox, ushort UdpPort, ushort TcpPort) : Fact
{
    public override FactKey Key => new(FactKind.Resolver, Sandbox, "");

    public override string ToString() => $"resolver udp {UdpPort} tcp {TcpPort} in {Sandbox}";
}
