using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Requests;

/// <summary>Checks a request for a network against the rules, the other networks and the host, and makes the network that is stored.</summary>
/// <param name="existing">All networks.</param>
/// <param name="host">The host at this moment.</param>
/// <param name="pools">Pools for automatic subnets.</param>
internal sealed class NetworkBuilder(IReadOnlyCollection<Network> existing, HostView host, IReadOnlyList<AddressPool> pools)
{
    private static readonly string[] PredefinedNames = ["bridge", "host", "none", "default"];
    private static readonly string[] Drivers = ["bridge", "macvlan", "ipvlan", "transparent", "device"];
    private static readonly string[] LaterDrivers = ["overlay"];

    private readonly List<string> _warnings = [];

    /// <summary>Makes the network.</summary>
    /// <exception cref="LinkspanException">The request cannot be met; the message says why and what to do.</exception>
    public NetworkCreated Build(NetworkRequest request, string id, DateTimeOffset created)
    {
        CheckFreeName(request.Name);
        CheckDriver(request);

        Network network = request.Driver switch
        {
            "macvlan" or "ipvlan" or "transparent" => BuildOnParent(request, id, created),
            "device" => BuildDevice(request, id, created),
            _ => BuildBridge(request, id, created, predefined: false),
        };
        return new NetworkCreated(network, _warnings);
    }

    /// <summary>Makes a bridge network; also the default one, whose name the user cannot give.</summary>
    public Network BuildBridge(NetworkRequest request, string id, DateTimeOffset created, bool predefined)
    {
        (bool ipv4, bool ipv6) = Families(request);
        BridgeSettings bridge = BridgeOptions.Parse(
            request.Options, $"br-{id[..12]}", host.UplinkMtuBytes, (request.Internal, ipv6), _warnings);
        if (CheckBridge(bridge.Bridge, request.Name))
        {
            string link = bridge.Bridge;
            bridge = bridge with
            {
                Adopted = true,
                ForeignAddresses = [.. host.Occupied.Where(range => range.Link == link).Select(static range => range.Address).OfType<IPAddress>()],
            };
        }

        Network network = Frame(request, "bridge", id, created) with { Bridge = bridge, Predefined = predefined };
        return network with
        {
            Subnets = Subnets(request, new SubnetRules(ipv4, ipv6)
            {
                OwnLink = bridge.Bridge,
                MakesGateway = family => (family == AddressFamily.InterNetwork ? bridge.Gateway4 : bridge.Gateway6) != GatewayMode.Isolated,
            }),
        };
    }

    private static (bool IPv4, bool IPv6) Families(NetworkRequest request)
    {
        bool ipv4 = request.EnableIPv4 ?? BridgeOptions.Flag(request.Options, BridgeOptions.EnableIPv4) ?? true;
        bool ipv6 = request.EnableIPv6 ?? BridgeOptions.Flag(request.Options, BridgeOptions.EnableIPv6) ?? false;
        return ipv4 || ipv6 ? (ipv4, ipv6) : throw new LinkspanException(ErrorKind.Invalid, "IPv4 or IPv6 must be enabled");
    }

    /// <summary>What is the same whatever the driver.</summary>
    private static Network Frame(NetworkRequest request, string driver, string id, DateTimeOffset created)
    {
        (bool ipv4, bool ipv6) = Families(request);
        return new Network
        {
            Id = id,
            Name = request.Name,
            Driver = driver,
            Created = created,
            EnableIPv4 = ipv4,
            EnableIPv6 = ipv6,
            Internal = request.Internal,
            Attachable = request.Attachable,
            IpamDriver = request.IpamDriver.Length == 0 ? "default" : request.IpamDriver,
            IpamOptions = request.IpamOptions,
            Options = request.Options,
            Labels = request.Labels,
            ConfigFrom = request.ConfigFrom,
        };
    }

    private List<Subnet> Subnets(NetworkRequest request, SubnetRules rules) => new SubnetBuilder(existing, host, pools, _warnings).Build(request, rules);

    /// <summary>Makes a network whose containers stand on the segment of a link of the host.</summary>
    private Network BuildOnParent(NetworkRequest request, string id, DateTimeOffset created)
    {
        Network network = Frame(request, request.Driver, id, created);
        var parents = new ParentBuilder(existing, host, _warnings);
        network = request.Driver switch
        {
            "macvlan" => network with { Macvlan = parents.Macvlan(request, network) },
            "ipvlan" => network with { Ipvlan = parents.Ipvlan(request, network) },
            _ => network with { Transparent = parents.Transparent(request, network) },
        };
        ParentSettings settings = network.Physical!;
        CheckDhcp(network, settings);
        network = network with
        {
            Internal = request.Internal || settings.Enclosed,
            Subnets = Subnets(request, new SubnetRules(network.EnableIPv4, network.EnableIPv6)
            {
                Several = true,
                Leased = network.IpamDriver == "dhcp",
                MakesGateway = static _ => false,
                Segment = settings.Enclosed ? null : host.Links.ContainsKey(settings.SegmentLink) ? settings.SegmentLink : settings.Parent,
            }),
        };
        if (settings is not TransparentSettings and { HostAccess: false } && !GatewayChoice.RoutesByLink(network) &&
            network.Subnets.Select(static subnet => subnet.Gateway).FirstOrDefault(settings.HostAddresses.Contains) is { } unreachable)
        {
            _warnings.Add(
                $"gateway {unreachable} is this host's own address on {settings.Parent}, which containers of {network.Driver} networks do not reach; " +
                $"name the segment's router, or add -o {ParentOptions.HostAccess}=true");
        }

        return network;
    }

    private static void CheckDhcp(Network network, ParentSettings settings)
    {
        if (network.IpamDriver == "dhcp" && (settings.Enclosed || network.Ipvlan is { Layer: not IpvlanLayer.L2 }))
        {
            throw new LinkspanException(
                ErrorKind.Invalid,
                settings.Enclosed
                    ? "IPAM driver dhcp needs a segment with a server on it: name the host's link there with -o parent=NAME"
                    : "an ipvlan network above layer 2 takes no broadcasts, so no DHCP server reaches it; use ipvlan_mode=l2, or give --subnet");
        }
    }

    /// <summary>Makes a network whose one container has a NIC of the host's.</summary>
    private Network BuildDevice(NetworkRequest request, string id, DateTimeOffset created)
    {
        Network network = Frame(request, request.Driver, id, created) with { Device = new ParentBuilder(existing, host, _warnings).Device(request) };
        return network with
        {
            Subnets = Subnets(request, new SubnetRules(network.EnableIPv4, network.EnableIPv6)
            {
                Several = true,
                MakesGateway = static _ => false,
                Segment = network.Device!.Device,
            }),
        };
    }

    /// <summary>Refuses names that cannot be addressed and those taken.</summary>
    /// <exception cref="LinkspanException">Invalid, Forbidden (predefined), Conflict.</exception>
    public void CheckFreeName(string name)
    {
        CheckName(name);
        if (existing.Any(network => network.Name == name))
        {
            throw new LinkspanException(ErrorKind.Conflict, $"network with name {name} already exists");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid name: name is empty");
        }

        if (name.Any(static character => character is '/' or '\\' || char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            throw new LinkspanException(
                ErrorKind.Invalid, $"invalid name: \"{name}\" holds a blank, slash or control character, with which no path or name server can address it");
        }

        if (name.StartsWith("container:", StringComparison.Ordinal))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid name: \"{name}\" would be taken for the mode container:NAME");
        }

        if (PredefinedNames.Contains(name, StringComparer.Ordinal))
        {
            throw new LinkspanException(ErrorKind.Forbidden, $"operation is not permitted on predefined {name} network ; choose another name");
        }
    }

    private static void CheckDriver(NetworkRequest request)
    {
        if (request.Ingress)
        {
            throw new LinkspanException(ErrorKind.Forbidden, "Ingress network can only be global scope network; Linkspan has none, leave --ingress out");
        }

        if (request.Scope is not ("" or "local"))
        {
            throw new LinkspanException(
                ErrorKind.Forbidden, $"scope {request.Scope} needs several hosts joined; this daemon stands alone, so use local or leave --scope out");
        }

        switch (request.Driver)
        {
            case "" or "bridge" or "macvlan" or "ipvlan" or "transparent" or "device":
                break;
            case "host" or "null":
                throw new LinkspanException(ErrorKind.Forbidden, $"only one instance of \"{request.Driver}\" network is allowed");
            case string later when LaterDrivers.Contains(later, StringComparer.Ordinal):
                throw new LinkspanException(ErrorKind.Unsupported, $"driver {later} is not part of this release of Linkspan; use bridge, macvlan, ipvlan, transparent or device");
            default:
                string? near = NearMatch.Find(request.Driver, [.. Drivers, .. LaterDrivers]);
                throw new LinkspanException(
                    ErrorKind.NotFound, $"plugin \"{request.Driver}\" not found" + (near is null ? "" : $"; did you mean {near}?"));
        }

        switch (request.IpamDriver)
        {
            case "" or "default":
                break;
            case "dhcp" when request.Driver is "macvlan" or "ipvlan" or "transparent":
                break;
            case "dhcp":
                throw new LinkspanException(
                    ErrorKind.Invalid,
                    "IPAM driver dhcp asks the server of a physical segment, and this driver's networks are on none; use -d macvlan, ipvlan or transparent with -o parent=NAME");
            case "null":
                throw new LinkspanException(ErrorKind.Invalid, $"ipv4 pool is empty: a {(request.Driver.Length == 0 ? "bridge" : request.Driver)} network needs addresses; leave --ipam-driver null out");
            default:
                throw new LinkspanException(ErrorKind.NotFound, $"plugin \"{request.IpamDriver}\" not found; the IPAM drivers here are default and dhcp");
        }
    }

    private bool CheckBridge(string bridge, string name)
    {
        if (existing.FirstOrDefault(network => network.Bridge?.Bridge == bridge) is { } other)
        {
            throw new LinkspanException(
                ErrorKind.Forbidden, $"cannot create network {name}: conflicts with network {other.Name}: networks have same bridge name {bridge}");
        }

        if (!host.Links.TryGetValue(bridge, out HostLink? link))
        {
            return false;
        }

        return link.IsBridge
            ? true
            : throw new LinkspanException(
                ErrorKind.Forbidden, $"existing interface {bridge} is not a bridge; choose another name with -o {BridgeOptions.BridgeName}=NAME");
    }
}
