using Linkspan.Dns.Server;
using Linkspan.Engine.Keeper;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Net.Keep.Names;

/// <summary>A sandbox that is served.</summary>
internal sealed class HeldSandbox(KeeperSandbox settings, NetworkNamespace network, ClientServer server, int udp, int tcp)
{
    public KeeperSandbox Settings { get; set; } = settings;

    public NetworkNamespace Network { get; } = network;

    public ClientServer Server { get; } = server;

    public int Udp { get; } = udp;

    public int Tcp { get; } = tcp;

    public KeeperSandboxPorts Ports { get; } = new(SandboxSockets.Port(udp), SandboxSockets.Port(tcp));
}
