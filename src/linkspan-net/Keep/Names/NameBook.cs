using Linkspan.Dns.Server;
using Linkspan.Engine.Keeper;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Net.Keep.Names;

/// <summary>
/// All sandboxes and all names. Its own state belongs to the control thread; the server on the names' loop sees it through views and zones, which
/// are swapped whole.
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
    public void Put(IReadOnlyList<KeeperEndpoint> endpoints)
    {
        foreach (KeeperEndpoint endpoint in endpoints)
        {
            if (!_networks.TryGetValue(endpoint.Network, out Dictionary<string, KeeperEndpoint>? network))
            {
                _networks[endpoint.Network] = network = new(StringComparer.Ordinal);
            }

            network[endpoint.Endpoint] = endpoint;
        }

        foreach (string network in endpoints.Select(endpoint => endpoint.Network).Distinct(StringComparer.Ordinal))
        {
            Publish(network);
        }
    }

    /// <summary>Removes the names of an endpoint.</summary>
    public void Remove(KeeperEndpointKey key)
    {
        if (_networks.TryGetValue(key.Network, out Dictionary<string, KeeperEndpoint>? network) && network.Remove(key.Endpoint))
        {
            Publish(key.Network);
        }
    }

    /// <summary>Removes the names of a network.</summary>
    public void RemoveNetwork(string id)
    {
        if (_networks.Remove(id))
        {
            Publish(id);
            if (!_sandboxes.Values.Any(sandbox => sandbox.Settings.Networks.Contains(id, StringComparer.Ordinal)))
            {
                _zones.Remove(id);
            }
        }
    }

    /// <summary>Replaces all names.</summary>
    public void Replace(IReadOnlyList<KeeperEndpoint> endpoints)
    {
        string[] gone = [.. _networks.Keys.Except(endpoints.Select(endpoint => endpoint.Network), StringComparer.Ordinal)];
        foreach (Dictionary<string, KeeperEndpoint> network in _networks.Values)
        {
            network.Clear();
        }

        Put(endpoints);
        foreach (string network in gone)
        {
            RemoveNetwork(network);
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

    private void Publish(string network)
    {
        Dictionary<string, KeeperEndpoint>? endpoints = _networks.GetValueOrDefault(network);
        string name = endpoints?.Values.FirstOrDefault()?.NetworkName ?? "";
        ZoneOf(network).Publish(name, endpoints is null ? [] : [.. endpoints.Values.Select(Entry)]);
    }

    private static ZoneEntry Entry(KeeperEndpoint endpoint) => new(endpoint.Endpoint, endpoint.Names, endpoint.IPv4, endpoint.IPv6);
}
