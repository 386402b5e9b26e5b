using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Ipam;
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
    private static readonly string[] LaterDrivers = ["macvlan", "ipvlan", "transparent", "overlay"];

    private readonly List<string> _warnings = [];

    /// <summary>Makes the network.</summary>
    /// <exception cref="LinkspanException">The request cannot be met; the message says why and what to do.</exception>
    public NetworkCreated Build(NetworkRequest request, string id, DateTimeOffset created)
    {
        CheckFreeName(request.Name);
        CheckDriver(request);

        return new NetworkCreated(BuildBridge(request, id, created, predefined: false), _warnings);
    }

    /// <summary>Makes a bridge network; also the default one, whose name the user cannot give.</summary>
    public Network BuildBridge(NetworkRequest request, string id, DateTimeOffset created, bool predefined)
    {
        bool ipv4 = request.EnableIPv4 ?? BridgeOptions.Flag(request.Options, BridgeOptions.EnableIPv4) ?? true;
        bool ipv6 = request.EnableIPv6 ?? BridgeOptions.Flag(request.Options, BridgeOptions.EnableIPv6) ?? false;
        if (!ipv4 && !ipv6)
        {
            throw new LinkspanException(ErrorKind.Invalid, "IPv4 or IPv6 must be enabled");
        }

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

        return new Network
        {
            Id = id,
            Name = request.Name,
            Driver = "bridge",
            Created = created,
            EnableIPv4 = ipv4,
            EnableIPv6 = ipv6,
            Internal = request.Internal,
            Attachable = request.Attachable,
            IpamDriver = request.IpamDriver.Length == 0 ? "default" : request.IpamDriver,
            IpamOptions = request.IpamOptions,
            Options = request.Options,
            Labels = request.Labels,
            Subnets = Subnets(request, bridge, ipv4, ipv6),
            Bridge = bridge,
            Predefined = predefined,
            ConfigFrom = request.ConfigFrom,
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
            case "" or "bridge":
                break;
            case "host" or "null":
                throw new LinkspanException(ErrorKind.Forbidden, $"only one instance of \"{request.Driver}\" network is allowed");
            case string later when LaterDrivers.Contains(later, StringComparer.Ordinal):
                throw new LinkspanException(ErrorKind.Unsupported, $"driver {later} is not part of this release of Linkspan; use bridge, or host mode");
            default:
                string? near = NearMatch.Find(request.Driver, ["bridge", .. LaterDrivers]);
                throw new LinkspanException(
                    ErrorKind.NotFound, $"plugin \"{request.Driver}\" not found" + (near is null ? "" : $"; did you mean {near}?"));
        }

        switch (request.IpamDriver)
        {
            case "" or "default":
                break;
            case "null":
                throw new LinkspanException(ErrorKind.Invalid, "ipv4 pool is empty: a bridge network needs addresses; leave --ipam-driver null out");
            default:
                throw new LinkspanException(ErrorKind.NotFound, $"plugin \"{request.IpamDriver}\" not found; the IPAM driver here is default");
        }
    }

    private bool CheckBridge(string bridge, string name)
    {
        if (existing.FirstOrDefault(network => network.Bridge?.Bridge == bridge) is { } other)
        {
            throw new LinkspanException(
                ErrorKind.Forbidden, $"cannot create network {name}: conflicts with network {other.Name}: networks have same bridge name {bridge}");
        }

        if (!host.Links.TryGetValue(bridge, out bool isBridge))
        {
            return false;
        }

        return isBridge
            ? true
            : throw new LinkspanException(
                ErrorKind.Forbidden, $"existing interface {bridge} is not a bridge; choose another name with -o {BridgeOptions.BridgeName}=NAME");
    }

    private List<Subnet> Subnets(NetworkRequest request, BridgeSettings bridge, bool ipv4, bool ipv6)
    {
        List<string> mistakes = [];
        List<Subnet> subnets = [];
        var lengths = new Dictionary<AddressFamily, int>();
        foreach (SubnetRequest configuration in request.Subnets)
        {
            SubnetParser.Parsed? parsed = SubnetParser.Parse(configuration, mistakes);
            if (parsed?.Automatic is { } automatic)
            {
                lengths[automatic.Family] = automatic.PrefixLength;
            }
            else if (parsed?.Fixed is { } subnet)
            {
                AddIfEnabled(subnets, subnet, ipv4, ipv6);
            }
        }

        if (mistakes.Count > 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, new StringBuilder("invalid network config:\n").AppendJoin('\n', mistakes).ToString());
        }

        List<Subnet> complete = [];
        AddFamily(AddressFamily.InterNetwork, ipv4, bridge.Gateway4);
        AddFamily(AddressFamily.InterNetworkV6, ipv6, bridge.Gateway6);
        return complete;

        void AddFamily(AddressFamily family, bool enabled, GatewayMode mode)
        {
            if (!enabled)
            {
                return;
            }

            List<Subnet> given = subnets.FindAll(subnet => subnet.Prefix.BaseAddress.AddressFamily == family);
            if (given.Count > 1)
            {
                throw new LinkspanException(ErrorKind.Forbidden, "bridge driver doesn't support multiple subnets of one family; make a second network");
            }

            Subnet chosen = given.Count == 1
                ? given[0]
                : new Subnet { Prefix = ChooseSubnet(request.Name, family, lengths.TryGetValue(family, out int length) ? length : null), Automatic = true };
            if (!chosen.Automatic)
            {
                CheckOverlap(request.Name, chosen.Prefix, bridge);
            }

            complete.Add(mode == GatewayMode.Isolated ? chosen : WithGateway(chosen));
        }
    }

    private void AddIfEnabled(List<Subnet> subnets, Subnet subnet, bool ipv4, bool ipv6)
    {
        bool isIPv4 = subnet.Prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        if (isIPv4 ? ipv4 : ipv6)
        {
            subnets.Add(subnet);
        }
        else
        {
            _warnings.Add($"subnet {subnet.Prefix} has no effect, since the network does not carry {(isIPv4 ? "IPv4" : "IPv6; add --ipv6")}");
        }
    }

    private IPNetwork ChooseSubnet(string name, AddressFamily family, int? length)
    {
        List<IPNetwork> used = [.. host.Occupied.Select(static range => range.Range)];
        used.AddRange(existing.SelectMany(static network => network.Subnets).Select(static subnet => subnet.Prefix));
        return SubnetPools.Choose(pools, family, length, used) ?? throw new LinkspanException(
            ErrorKind.Invalid,
            $"network {name}: all predefined address pools have been fully subnetted; name a range with --subnet, or give the daemon more with --default-address-pool");
    }

    private void CheckOverlap(string name, IPNetwork prefix, BridgeSettings bridge)
    {
        foreach (Network network in existing)
        {
            foreach (Subnet subnet in network.Subnets.Where(subnet => AddressMath.Overlap(subnet.Prefix, prefix)))
            {
                throw new LinkspanException(
                    ErrorKind.Forbidden,
                    "invalid pool request: Pool overlaps with other one on this address space: " +
                    $"network {name}: subnet {prefix} overlaps {subnet.Prefix} of network {network.Name}; choose another with --subnet");
            }
        }

        foreach (OccupiedRange range in host.Occupied.Where(range => range.Link != bridge.Bridge && AddressMath.Overlap(range.Range, prefix)))
        {
            if (range.OnLink)
            {
                throw new LinkspanException(
                    ErrorKind.Forbidden, $"network {name}: subnet {prefix} overlaps {range.Words}, which the host itself uses; choose another with --subnet");
            }

            _warnings.Add($"subnet {prefix} overlaps {range.Words}: the host will no longer reach that part of it");
        }
    }

    private static Subnet WithGateway(Subnet subnet)
    {
        if (subnet.Gateway is not null)
        {
            return subnet;
        }

        IPNetwork range = subnet.Range ?? subnet.Prefix;
        UInt128 first = AddressMath.First(range);
        UInt128 last = AddressMath.Last(range);
        bool networkAddress = range.BaseAddress.Equals(subnet.Prefix.BaseAddress) &&
            subnet.Prefix.PrefixLength < AddressMath.Bits(range.BaseAddress.AddressFamily) - 1;
        for (UInt128 candidate = networkAddress ? first + 1 : first; candidate <= last; candidate++)
        {
            IPAddress address = AddressMath.ToAddress(candidate, range.BaseAddress.AddressFamily);
            if (!subnet.Auxiliary.Values.Contains(address))
            {
                return subnet with { Gateway = address };
            }
        }

        throw new LinkspanException(ErrorKind.Invalid, $"subnet {subnet.Prefix}: auxiliary addresses leave none for the gateway; name one with --gateway");
    }
}
