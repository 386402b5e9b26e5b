using Linkspan.Lab;
using Linkspan.Netlink.Route;

namespace Linkspan.System.Tests;

/// <summary>
/// The world outside: a machine on the host's LAN that is its default route too, and that has routes to the containers' ranges by way
/// of the host, as a neighbour has who wishes the host ill.
/// </summary>
internal sealed class Lan : IDisposable
{
    public const string Host4 = "192.0.2.1";
    public const string Host6 = "2001:db8::1";
    public const string Machine4 = "192.0.2.2";
    public const string Machine6 = "2001:db8::2";
    public const int UplinkMtuBytes = 1420;

    private readonly Host _machine = Host.Create();

    private Lan()
    {
    }

    /// <summary>Path of the machine's namespace.</summary>
    public string Path => $"/proc/self/fd/{_machine.Namespace.Descriptor}";

    public static Lan Create()
    {
        var lan = new Lan();
        using (RouteSocket host = RouteSocket.Open())
        {
            host.Add(new VethPair { Name = "uplink", PeerName = "eth0", PeerNamespace = lan._machine.Namespace, Mtu = UplinkMtuBytes });
        }

        Witness.Host("ip addr add 192.0.2.1/24 dev uplink", "ip addr add 2001:db8::1/64 dev uplink nodad", "ip link set uplink up");
        foreach (string command in new[]
        {
            "link set eth0 up", "addr add 192.0.2.2/24 dev eth0", "addr add 2001:db8::2/64 dev eth0 nodad",
            "route add default via 192.0.2.1", "-6 route add default via 2001:db8::1",
        })
        {
            lan._machine.Run("ip", command.Split(' '));
        }

        Witness.Host("ip route add default via 192.0.2.2", "ip -6 route add default via 2001:db8::2");
        return lan;
    }

    /// <summary>Runs a program on the machine.</summary>
    public string Run(string command, params string[] arguments) => _machine.Run(command, arguments);

    public void Dispose()
    {
        using (RouteSocket host = RouteSocket.Open())
        {
            host.TrySend(new DeleteLink { Name = "uplink" });
        }

        _machine.Dispose();
    }
}
