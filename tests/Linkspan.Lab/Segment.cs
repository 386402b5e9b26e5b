using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Lab;

/// <summary>A LAN: a namespace with nothing but a bridge, which hosts are joined to by veths.</summary>
public sealed class Segment : IDisposable
{
    private readonly Host _switch = Host.Create();
    private readonly int _bridge;
    private int _ports;

    private Segment()
    {
        _switch.Route.Send(new Bridge { Name = "lan" });
        _bridge = _switch.Route.FindIndex("lan");
    }

    public static Segment Create() => new();

    /// <summary>The switch itself: a host with the bridge <c>lan</c> and a port a member.</summary>
    public Host Switch => _switch;

    /// <summary>Joins a host; the link is up. Its index in the host is returned.</summary>
    public int Join(Host host, string link = "eth0") => Join(host.Namespace, host.Route, link);

    /// <summary>Joins any namespace; the hardware address is the kernel's choice where none is given.</summary>
    public int Join(NetworkNamespace space, RouteSocket route, string link, MacAddress? mac = null)
    {
        VethIndexes pair = _switch.Route.Add(new VethPair
        {
            Name = $"port{++_ports}",
            PeerName = link,
            PeerNamespace = space,
            PeerMac = mac,
            Master = _bridge,
        });
        route.Send(new SetLink { Index = pair.PeerIndex, Up = true });
        return pair.PeerIndex;
    }

    public void Dispose() => _switch.Dispose();
}
