using Linkspan.Dns.Server;
using Linkspan.Engine.Keeper;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Net.Keep.Names;

/// <summary>
/// All sandboxes and all names. Its own state belongs to the control thread; the server on the names' loop sees it through views, which are swapped
/// whole, and zones, which are changed in that loop's turn.
/// </summary>
internal sealed class NameBook(EventLoop loop, NameServer server)
{
    private readonly Dictionary<string, HeldSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, KeeperEndpoint>> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Zone> _zones = new(StringComparer.Ordinal);

    /// <summary>The sandboxes held.</summary>
    public IEnumerable<HeldSandbox> Sandboxes => _sandboxes.Values;

    /// <summary>The names held.</summary>
    public IEnumerable<KeeperEndpoint> Endpoints => _networks.Values.SelectMany(network => network.Values);

    /// <summary>Serves a sandbox or changes how.</summary>
    public KeeperSandboxPorts Put(KeeperSandbox settings)
    {
        View view = ViewOf(settings);
        if (settings.From is { } from && !_sandboxes.ContainsKey(settings.Id) && _sandboxes.Remove(from, out HeldSandbox? ahead))
        {
            _sandboxes[settings.Id] = ahead;
        }

        if (_sandboxes.TryGetValue(settings.Id, out HeldSandbox? held))
        {
            held.Settings = settings with { From = null };
            held.Server.View = view;
            return held.Ports;
        }

        NetworkNamespace network = NetworkNamespace.Open(settings.NamespacePath);
        (int udp, int tcp) = SandboxSockets.Open(network);
        return Adopt(settings, network, udp, tcp).Ports;
    }

    /// <summary>Serves a sandbox whose sockets exist.</summary>
    public HeldSandbox Adopt(KeeperSandbox settings, NetworkNamespace network, int udp, int tcp)
    {
        var sockets = new ClientSockets(udp, tcp, (family, type) => OpenInside(network, family, type));
        View view = ViewOf(settings);
        ClientServer served = loop.Call(() => server.Add(sockets, view));
        return _sandboxes[settings.Id] = new HeldSandbox(settings, network, served, udp, tcp);
    }

    /// <summary>Serves a sandbox no longer.</summary>
    public void Remove(string id)
    {
        if (_sandboxes.Remove(id, out HeldSandbox? held))
        {
            loop.Call(() =>
            {
                server.Remove(held.Server);
                return true;
            });
            held.Network.Dispose();
        }
    }

    /// <summary>Adds or replaces names.</summary>
    public void Put(IReadOnlyList<KeeperEndpoint> endpoints) => Change(() => Add(endpoints));

    /// <summary>Removes the names of an endpoint.</summary>
    public void Remove(KeeperEndpointKey key) => Change(() => Forget(key.Network, key.Endpoint));

    /// <summary>Removes the names of a network.</summary>
    public void RemoveNetwork(string id) => Change(() => Forget(id));

    /// <summary>Replaces all names.</summary>
    public void Replace(IReadOnlyList<KeeperEndpoint> endpoints) => Change(() =>
    {
        foreach (string network in _networks.Keys.ToArray())
        {
            Forget(network);
        }

        Add(endpoints);
    });

    /// <summary>Changes zones in one step for whoever asks.</summary>
    private void Change(Action change) => loop.Call(() =>
    {
        change();
        return true;
    });

    private void Add(IReadOnlyList<KeeperEndpoint> endpoints)
    {
        foreach (KeeperEndpoint endpoint in endpoints)
        {
            Forget(endpoint.Network, endpoint.Endpoint); // what was known of it
            if (!_networks.TryGetValue(endpoint.Network, out Dictionary<string, KeeperEndpoint>? network))
            {
                _networks[endpoint.Network] = network = new(StringComparer.Ordinal);
            }

            network[endpoint.Endpoint] = endpoint;
            Zone zone = ZoneOf(endpoint.Network);
            if (zone.Name.Length == 0)
            {
                zone.Name = endpoint.NetworkName;
            }

            zone.Add(Entry(endpoint));
        }
    }

    private void Forget(string network)
    {
        foreach (string endpoint in _networks.GetValueOrDefault(network)?.Keys.ToArray() ?? [])
        {
            Forget(network, endpoint);
        }

        _networks.Remove(network);
        if (!_sandboxes.Values.Any(sandbox => sandbox.Settings.Networks.Contains(network, StringComparer.Ordinal)))
        {
            _zones.Remove(network);
        }
    }

    private void Forget(string network, string endpoint)
    {
        if (_networks.TryGetValue(network, out Dictionary<string, KeeperEndpoint>? endpoints) && endpoints.Remove(endpoint, out KeeperEndpoint? known))
        {
            ZoneOf(network).Remove(Entry(known));
        }
    }

    private static int OpenInside(NetworkNamespace network, int family, int type)
    {
        try
        {
            return network.Run((family, type), static socket => LibC.Socket(socket.family, socket.type, 0));
        }
        catch (NetlinkException)
        {
            return -1;
        }
    }

    private View ViewOf(KeeperSandbox settings) => new([.. settings.Networks.Select(ZoneOf)], settings.Links)
    {
        Servers = settings.Servers,
        UseDefaultServers = settings.HostServers,
        Ndots = settings.Ndots,
    };

    private Zone ZoneOf(string network)
    {
        if (!_zones.TryGetValue(network, out Zone? zone))
        {
            _zones[network] = zone = new Zone();
        }

        return zone;
    }

    private static ZoneEntry Entry(KeeperEndpoint endpoint) => new(endpoint.Names, endpoint.IPv4, endpoint.IPv6);
}
