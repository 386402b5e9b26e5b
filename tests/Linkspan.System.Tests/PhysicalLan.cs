using Linkspan.Lab;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.System.Tests;

/// <summary>
/// A physical segment: a switch, a machine and a router that Linkspan knows nothing of, and the host's NIC on it. The router holds an
/// address in a second range too, and 203.0.113.1 and 2001:db8:ffff::1 stand for the world behind it.
/// </summary>
internal sealed class PhysicalLan : IDisposable
{
    public const string Nic = "nic0";
    public const string Host4 = "192.0.2.7";
    public const string Host6 = "2001:db8::7";
    public const string Machine4 = "192.0.2.2";
    public const string Machine6 = "2001:db8::2";
    public const string Router4 = "192.0.2.1";
    public const string Router6 = "2001:db8::1";
    public const string Outside4 = "203.0.113.1";
    public const string Outside6 = "2001:db8:ffff::1";

    private readonly Segment _segment = Segment.Create();
    private readonly Host _machine = Host.Create();
    private readonly Host _router = Host.Create();
    private MacAddress? _mac;

    private PhysicalLan()
    {
    }

    /// <summary>Path of the machine's namespace.</summary>
    public string Machine => PathOf(_machine);

    /// <summary>Path of the router's namespace.</summary>
    public string Router => PathOf(_router);

    /// <summary>The switch.</summary>
    public Host Switch => _segment.Switch;

    /// <summary>Builds the segment and gives the host its address, or none where the NIC shall be spare.</summary>
    public static PhysicalLan Create(bool withAddress = true)
    {
        var lan = new PhysicalLan();
        lan._segment.Join(lan._machine);
        lan._segment.Join(lan._router);
        lan.Plug();

        lan._machine.Namespace.WriteSysctl("net/ipv6/conf/eth0/autoconf", "0"); // where a router advertises a prefix it would speak from another address than the one it is known by
        Dress(lan._machine, "addr add 192.0.2.2/24 dev eth0", "addr add 2001:db8::2/64 dev eth0 nodad", "route add default via 192.0.2.1", "-6 route add default via 2001:db8::1");
        Dress(
            lan._router, "addr add 192.0.2.1/24 dev eth0", "addr add 2001:db8::1/64 dev eth0 nodad", "addr add 198.51.100.1/24 dev eth0",
            "addr add 2001:db8:1::1/64 dev eth0 nodad", "addr add 203.0.113.1/32 dev lo", "addr add 2001:db8:ffff::1/128 dev lo");
        lan._router.Namespace.WriteSysctl("net/ipv4/ip_forward", "1");
        lan._router.Namespace.WriteSysctl("net/ipv6/conf/all/forwarding", "1");
        lan._router.Namespace.WriteSysctl("net/ipv4/conf/all/send_redirects", "0");
        lan._router.Namespace.WriteSysctl("net/ipv4/conf/eth0/send_redirects", "0");
        if (withAddress)
        {
            Witness.Host(
                "ip addr add 192.0.2.7/24 dev nic0", "ip addr add 2001:db8::7/64 dev nic0 nodad", "ip route add default via 192.0.2.1",
                "ip -6 route add default via 2001:db8::1");
        }

        return lan;
    }

    /// <summary>Gives the host its NIC, anew where it was unplugged: another link, of the same name and hardware address.</summary>
    /// <param name="another">It is another piece of hardware.</param>
    public void Plug(bool another = false)
    {
        using NetworkNamespace here = NetworkNamespace.Current();
        using RouteSocket route = RouteSocket.Open();
        _mac = route.FindLink(_segment.Join(here, route, Nic, another ? null : _mac))!.Mac;
    }

    /// <summary>Takes the NIC away, and with it all that hangs on it.</summary>
    public static void Unplug() => Witness.Host($"ip link del {Nic}");

    /// <summary>Runs a program on the machine.</summary>
    public string Run(string command, params string[] arguments) => _machine.Run(command, arguments);

    /// <summary>Runs a program on the router; a failure is an exception with its output.</summary>
    public string RunOnRouter(string command, params string[] arguments) => _router.Run(command, arguments);

    /// <summary>What the machine has in its neighbour table for an address.</summary>
    public string NeighbourOf(string address) => _machine.Run("ip", "neighbour", "show", address);

    public void Dispose()
    {
        using (RouteSocket route = RouteSocket.Open())
        {
            route.TrySend(new DeleteLink { Name = Nic });
        }

        _machine.Dispose();
        _router.Dispose();
        _segment.Dispose();
    }

    private static string PathOf(Host host) => $"/proc/self/fd/{host.Namespace.Descriptor}";

    private static void Dress(Host host, params string[] commands)
    {
        foreach (string command in commands)
        {
            host.Run("ip", command.Split(' '));
        }
    }
}
