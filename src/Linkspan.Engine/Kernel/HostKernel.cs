using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Names;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// The kernel of this host as the engine sees it, and the only place that writes to it: links, addresses, routes, sysctls, the
/// firewall table and the sandboxes' namespaces. Used by one caller at a time (the engine's gate).
/// </summary>
internal sealed partial class HostKernel : IDisposable
{
    public const int DefaultMtuBytes = 1500;
    private const uint LocalTable = 255;

    private readonly string _folder;
    private readonly ILogger _log;
    private readonly RouteSocket _route;
    private readonly RouteSocket _ahead = RouteSocket.Open(); // for stacks made ahead, which are made beside changes
    private readonly Firewall _firewall;
    private readonly Dictionary<string, SandboxKernel> _sandboxes = new(StringComparer.Ordinal);
    private readonly Timer _reaper;
    private readonly Announcer _announcer;
    private HostView? _view;
    private int _viewGeneration;
    private DateTime _viewResolvers;
    private volatile bool _seesBridged = SeesBridgedPackets();

    private HostKernel(string folder, RouteSocket route, Firewall firewall, ILogger log)
    {
        _folder = folder;
        _route = route;
        _firewall = firewall;
        _log = log;
        _announcer = new Announcer(log);
        _reaper = new Timer(static kernel => ((HostKernel)kernel!).Reap(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Opens the kernel of the namespace that the process runs in.</summary>
    /// <param name="folder">Where sandboxes are pinned.</param>
    /// <param name="log">Messages.</param>
    /// <exception cref="LinkspanException">Forbidden without privilege; Unsupported where the kernel lacks nf_tables.</exception>
    public static HostKernel Open(string folder, ILogger log)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new HostKernel(folder, RouteSocket.Open(), Firewall.Open(), log);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("open the kernel's network interfaces", e);
        }
    }

    /// <summary>Path at which a sandbox is pinned.</summary>
    public string NamespacePath(string sandbox) => Path.Combine(_folder, sandbox[..Math.Min(sandbox.Length, 16)]);

    /// <summary>True where the sandbox's namespace is pinned; a plain file left by a reboot is none.</summary>
    public bool HasNamespace(string sandbox) => Sandboxes.IsPinned(NamespacePath(sandbox));

    /// <summary>Pins a sandbox's namespace, which is reached by another path.</summary>
    /// <returns>False where that is gone, or leads to the host's own: its process ended, and another has its number.</returns>
    public bool TryPin(string sandbox, string path)
    {
        try
        {
            using NetworkNamespace found = NetworkNamespace.Open(path);
            using NetworkNamespace own = NetworkNamespace.Current();
            if (found.IsSameAs(own))
            {
                return false;
            }

            NetworkNamespace.Release(NamespacePath(sandbox));
            found.Pin(NamespacePath(sandbox));
            return true;
        }
        catch (NetlinkException e)
        {
            Log.NotPinned(_log, path, e);
            return false;
        }
    }

    /// <summary>True where a link of that name exists that we did not make.</summary>
    public bool IsForeign(string link) => _route.FindLink(link) is { } found && found.Group != LinkGroups.Ours;

    /// <summary>True where the host forwards packets of the family.</summary>
    public static bool Forwards(AddressFamily family) => HostSysctl.Read(ForwardingPath(family)) is null or not "0";

    /// <summary>Forwarding of what comes in by one link, which the switch of the whole host sets once.</summary>
    public static SysctlFact Forwarding(AddressFamily family, string link) =>
        new("", $"net/{(family == AddressFamily.InterNetwork ? "ipv4" : "ipv6")}/conf/{link}/forwarding", "1");

    /// <summary>
    /// Switches forwarding on. A link that takes its IPv6 routes from router advertisements must go on doing so, which a forwarding
    /// host does only with accept_ra = 2 (Documentation/networking/ip-sysctl.rst).
    /// </summary>
    public void EnableForwarding(AddressFamily family)
    {
        if (family == AddressFamily.InterNetworkV6)
        {
            foreach (Link link in _route.Links())
            {
                string path = $"net/ipv6/conf/{link.Name}/accept_ra";
                if (link.Group != LinkGroups.Ours && HostSysctl.Read(path) == "1")
                {
                    HostSysctl.Write(path, "2");
                }
            }
        }

        HostSysctl.Write(ForwardingPath(family), "1");
    }

    /// <summary>Looks at what the host uses itself.</summary>
    /// <param name="ours">Bridges of our networks, whose ranges are no obstacle.</param>
    public HostView Look(IReadOnlySet<string> ours)
    {
        // With thousands of networks a look costs as many links, addresses and routes; what is ours is in none of its answers.
        DateTime resolvers = File.GetLastWriteTimeUtc("/etc/resolv.conf");
        if (_view is not null && _watch is not null && _watch.IsDrained() && (_viewGeneration, _viewResolvers) == (_watch.Generation, resolvers))
        {
            return _view;
        }

        (_viewGeneration, _viewResolvers) = (_watch?.Generation ?? 0, resolvers);
        return _view = LookNow(ours);
    }

    /// <summary>The same, read now.</summary>
    public HostView LookNow(IReadOnlySet<string> ours)
    {
        List<Link> links = _route.Links();
        var names = links.ToDictionary(static link => link.Index);
        List<OccupiedRange> occupied = [];
        foreach (LinkAddress address in _route.Addresses())
        {
            if (names.TryGetValue(address.Link, out Link? link) && IsObstacle(link, ours) && !address.Address.IsIPv6LinkLocal)
            {
                var range = new IPNetwork(Requests.SubnetParser.Masked(address.Address, address.PrefixLength), address.PrefixLength);
                occupied.Add(new OccupiedRange(range, $"address {address.Address}/{address.PrefixLength} dev {link.Name}", link.Name, OnLink: true) { Address = address.Address });
            }
        }

        Route? uplink = null;
        foreach (Route route in _route.Routes())
        {
            if (route.Table == LocalTable)
            {
                continue;
            }

            if (route.Destination.PrefixLength == 0)
            {
                uplink = route.Link != 0 && (uplink is null || route.Metric < uplink.Metric) ? route : uplink;
                continue;
            }

            names.TryGetValue(route.Link, out Link? link);
            if ((link is null || IsObstacle(link, ours)) && !route.Destination.BaseAddress.IsIPv6LinkLocal && !route.Destination.BaseAddress.IsIPv6Multicast)
            {
                string words = $"route {route.Destination}{(route.Gateway is null ? "" : $" via {route.Gateway}")}{(link is null ? "" : $" dev {link.Name}")}";
                occupied.Add(new OccupiedRange(route.Destination, words, link?.Name ?? "", OnLink: route.Gateway is null && route.Type == RouteType.Unicast));
            }
        }

        occupied.AddRange(PolicyRules());
        occupied.AddRange(Resolvers());
        int mtu = uplink is not null && names.TryGetValue(uplink.Link, out Link? outgoing) ? outgoing.Mtu : DefaultMtuBytes;
        return new HostView(occupied, mtu, links.ToDictionary(static link => link.Name, link => Describe(link, names), StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _announcer.Dispose();
        _watch?.Dispose();
        using (var idle = new ManualResetEvent(initialState: false))
        {
            _ = _reaper.Dispose(idle) && idle.WaitOne(); // a reaping under way still needs the socket
        }

        Reap();
        foreach (SandboxKernel sandbox in _sandboxes.Values)
        {
            sandbox.Dispose();
        }

        _guard?.Dispose();
        _firewall.Dispose();
        _ahead.Dispose();
        _route.Dispose();
    }

    private static HostLink Describe(Link link, Dictionary<int, Link> all) => new(link.Name, link.Kind)
    {
        MtuBytes = link.Mtu,
        IsUp = link.IsUp,
        IsEthernet = link.Mac != default,
        IsLoopback = link.Flags.HasFlag(LinkFlags.Loopback),
        IsWireless = link.Kind is null or "wlan" && Directory.Exists($"/sys/class/net/{link.Name}/phy80211"), // not for thousands of veths
        IsOurs = link.Group == LinkGroups.Ours,
        Master = all.GetValueOrDefault(link.Master)?.Name,
    };

    private static string ForwardingPath(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding";

    private static bool IsObstacle(Link link, IReadOnlySet<string> ours) => !ours.Contains(link.Name) && link.Group != LinkGroups.Retired;

    /// <summary>Prefixes that a routing rule treats in a way of its own: what we put there would be routed by it.</summary>
    private List<OccupiedRange> PolicyRules()
    {
        try
        {
            return
            [
                .. from rule in _route.Rules()
                   from range in new[] { rule.Source, rule.Destination }
                   where range is { PrefixLength: > 0 }
                   select new OccupiedRange(
                       range.Value, $"routing rule {rule.Priority} {(range == rule.Source ? "from" : "to")} {range} lookup {rule.Table}", "", OnLink: false),
            ];
        }
        catch (NetlinkException e) when (e.Errno == Errno.NotSupported)
        {
            return []; // CONFIG_IP_MULTIPLE_TABLES is off: there are no rules
        }
    }

    private static IEnumerable<OccupiedRange> Resolvers()
    {
        string text = File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "";
        foreach (string server in ResolverFile.Parse(text).Servers)
        {
            if (IPAddress.TryParse(server.Split('%')[0], out IPAddress? address) && !IPAddress.IsLoopback(address))
            {
                yield return new OccupiedRange(
                    new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128), $"the host's DNS server {address}", "", OnLink: true);
            }
        }
    }
}
