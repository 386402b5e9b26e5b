using System.Collections.ObjectModel;
using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Requests;

/// <summary>Makes endpoints of requests: names, interface names, options. Addresses are the engine's to lease.</summary>
internal static class EndpointBuilder
{
    /// <summary>Refuses a configuration network, which has no members.</summary>
    /// <exception cref="LinkspanException">Forbidden.</exception>
    public static void RequireMembers(Network network)
    {
        if (network.Configuration is not null)
        {
            throw new LinkspanException(ErrorKind.Forbidden, $"cannot create endpoint on configuration-only network; make a network from it with --config-from {network.Name}");
        }
    }

    /// <summary>Refuses a network that is left out since a link of others has the name of its own.</summary>
    /// <exception cref="LinkspanException">Conflict.</exception>
    public static void RequireLink(Network network)
    {
        if (network.TakenLink is not null)
        {
            throw Conflict($"{TakenWords(network)}; remove or rename that link, and the network comes back by itself");
        }
    }

    /// <summary>What keeps a network from being made.</summary>
    public static string TakenWords(Network network) =>
        $"network {network.Name} needs link {network.TakenLink}, but a link of that name exists that Linkspan did not make";

    /// <summary>Option: exact name of the interface in the container.</summary>
    public const string InterfaceName = "com.docker.network.endpoint.ifname";

    /// <summary>Option: comma list of sysctls of the interface, with <c>IFNAME</c> in place of its name.</summary>
    public const string InterfaceSysctls = "com.docker.network.endpoint.sysctls";

    private static readonly string[] KnownOptions = [InterfaceName, InterfaceSysctls];

    /// <summary>What does not depend on an address is checked, so that a mistake is told at create already.</summary>
    /// <param name="request">The request.</param>
    /// <param name="network">Its network.</param>
    /// <param name="warnings">Receives options without effect.</param>
    /// <exception cref="LinkspanException">The request contradicts the network.</exception>
    public static void Check(EndpointRequest request, Network network, List<string> warnings)
    {
        if (network.IsDefaultBridge)
        {
            if (request.IPv4 is not null || request.IPv6 is not null)
            {
                throw Invalid("user-specified IP address is supported on user-defined networks only; create one with network create --subnet");
            }

            if (request.Aliases.Count > 0)
            {
                throw Invalid("network-scoped aliases are only supported for user-defined networks; create one with network create");
            }
        }

        CheckAddress(request.IPv4, network);
        CheckAddress(request.IPv6, network);
        if (request.LinkLocal.FirstOrDefault(static address => !IsLinkLocal(address)) is { } far)
        {
            throw Invalid($"invalid link local IP address: {far}; give one of 169.254.0.0/16 or fe80::/10");
        }

        if (request.Options.TryGetValue(InterfaceName, out string? name) && !BridgeOptions.IsLinkName(name))
        {
            throw Invalid($"{InterfaceName}={name} is no name for a link; use 1 to 15 bytes without blanks, slashes and colons");
        }

        if (request.Mac is { } mac && (mac.GetAddressBytes() is not { Length: 6 } octets || (octets[0] & 1) != 0))
        {
            throw Invalid($"invalid MAC address {MacText.Of(mac)}: an interface takes six bytes of a unicast address");
        }

        if (request.Mac is not null && network.Physical is IpvlanSettings or MacvlanSettings { Mode: SegmentMode.PassThrough })
        {
            throw Invalid($"links of network {network.Name} have the MAC address of their parent {network.Physical.Parent}; leave the MAC address out, or use macvlan in mode bridge");
        }

        if (request.Mac is not null && network.Device is { } device)
        {
            throw Invalid($"{device.Device} of network {network.Name} keeps its own MAC address; leave the MAC address out");
        }

        _ = Sysctls(request, "IFNAME");
        foreach (string option in request.Options.Keys.Where(static option => !KnownOptions.Contains(option)).Order(StringComparer.Ordinal))
        {
            string? near = NearMatch.Find(option, KnownOptions);
            warnings.Add($"endpoint option {option} is unknown and has no effect" + (near is null ? "" : $"; did you mean {near}?"));
        }
    }

    private static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _];

    /// <summary>The name of the interface: the one asked for, else the network's prefix with the lowest free number.</summary>
    public static string ChooseInterfaceName(EndpointRequest request, Network network, IReadOnlySet<string> taken)
    {
        if (request.Options.TryGetValue(InterfaceName, out string? name))
        {
            return taken.Contains(name)
                ? throw new LinkspanException(ErrorKind.Conflict, $"interface name {name} is taken by another network of the container; choose another")
                : name;
        }

        for (int number = 0; ; number++)
        {
            string candidate = $"{network.Link!.InterfacePrefix}{number}";
            if (!taken.Contains(candidate))
            {
                return candidate;
            }
        }
    }

    /// <summary>Name of the end of a pair that stays on the host, made from an id that is used once.</summary>
    public static string HostLinkName(string id) => $"veth{id[..7]}";

    /// <summary>Sysctls of the interface: path below <c>/proc/sys</c> to value.</summary>
    public static IReadOnlyDictionary<string, string> Sysctls(EndpointRequest request, string interfaceName)
    {
        if (!request.Options.TryGetValue(InterfaceSysctls, out string? list))
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var sysctls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string item in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = item.Split('=', 2);
            string[] parts = sides[0].Split('.');
            bool known = sides.Length == 2 && parts.Length == 5 && parts[0] == "net" && parts[1] is "ipv4" or "ipv6" or "mpls" && parts[3].Equals("IFNAME", StringComparison.OrdinalIgnoreCase); // the stock client makes values lower case
            if (!known || parts.Any(static part => part.Length == 0 || part.Contains('/')))
            {
                throw Invalid(
                    $"unrecognised network interface sysctl '{item}'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be 'ipv4', 'ipv6' or 'mpls'");
            }

            sysctls[$"net/{parts[1]}/{parts[2]}/{interfaceName}/{parts[4]}"] = sides[1];
        }

        return sysctls;
    }

    /// <summary>Names that the network's members use, first the container's; without repetition.</summary>
    public static IReadOnlyList<string> Names(SandboxRequest sandbox, EndpointRequest request) =>
        [.. new[] { sandbox.Name }.Concat(request.Aliases).Append(sandbox.Id[..12]).Append(sandbox.Hostname)
            .Where(static name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Private names of the asker: <c>other:alias</c> and <c>other</c>.</summary>
    public static IReadOnlyDictionary<string, string> Links(EndpointRequest request)
    {
        if (request.Links.Count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string link in request.Links)
        {
            string[] sides = link.Split(':', 2);
            string target = sides[0].TrimStart('/');
            string alias = sides.Length == 2 ? sides[1] : target;
            links[alias[(alias.LastIndexOf('/') + 1)..]] = target;
        }

        return links;
    }

    /// <summary>
    /// A hardware address made from the IP address: a container that comes back with its address keeps its MAC too, so that no
    /// neighbour's ARP cache goes stale. Locally administered (IEEE 802, bit 1 of the first octet).
    /// </summary>
    public static PhysicalAddress MacOf(IPAddress? ipv4, IPAddress? ipv6)
    {
        byte[] address = (ipv4 ?? ipv6)?.GetAddressBytes() ?? new byte[4];
        return new PhysicalAddress([0x02, 0x42, .. address[^4..]]);
    }

    /// <summary>
    /// A hardware address made from names, for segments that other machines share: it is the same at every start, so that a DHCP server
    /// and the neighbours know the container again, and it differs between hosts that have networks of the same name.
    /// </summary>
    public static PhysicalAddress MacOf(string host, string network, string container)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{host}\n{network}\n{container}"));
        return new PhysicalAddress([0x02, 0x42, .. digest[..4]]);
    }

    /// <summary>
    /// What DHCPv6 servers know a container by, and what addresses of its own making come of: one for its hardware address (DUID-LL), so that a
    /// server can be told by that; on ipvlan, whose links share it, one made from names (DUID-UUID).
    /// </summary>
    public static byte[] IdentifierOf(Network network, PhysicalAddress mac, string host, string container) =>
        network.Ipvlan is null && network.Macvlan is not { Mode: SegmentMode.PassThrough }
            ? [0, 3, 0, 1, .. mac.GetAddressBytes()]
            : [0, 4, .. SHA256.HashData(Encoding.UTF8.GetBytes($"{host}\n{network.Name}\n{container}")).AsSpan(0, 16)];

    /// <summary>What the members that a network has already leave room for.</summary>
    /// <exception cref="LinkspanException">Conflict: the parent or the MAC address is taken, or the ranges of the container's networks overlap.</exception>
    public static void CheckNeighbours(Network network, EndpointRequest request, Sandbox sandbox, EngineState state)
    {
        bool exclusive = network.Device is not null || network.Macvlan is { Mode: SegmentMode.PassThrough };
        foreach ((Sandbox other, Endpoint member) in exclusive || request.Mac is not null ? state.Members(network.Id) : [])
        {
            if (network.Macvlan is { Mode: SegmentMode.PassThrough } settings)
            {
                throw Conflict(
                    $"container {other.Request.Name} has parent {settings.Parent} of network {network.Name} to itself (mode passthru); disconnect it first, or use mode bridge");
            }

            if (network.Device is { } device)
            {
                throw Conflict($"container {other.Request.Name} has {device.Device} of network {network.Name}; a NIC moves into one container at a time");
            }

            if (request.Mac is not null && request.Mac.Equals(member.Mac) && network.Ipvlan is null)
            {
                throw Conflict($"MAC address {MacText.Of(request.Mac)} of network {network.Name} belongs to container {other.Request.Name}; choose another or leave it out");
            }
        }

        foreach (Network joined in sandbox.Endpoints.Select(endpoint => state.Networks[endpoint.NetworkId]))
        {
            if (joined.Subnets.FirstOrDefault(subnet => network.Subnets.Any(other => AddressMath.Overlap(other.Prefix, subnet.Prefix))) is { } twice)
            {
                throw Conflict(
                    $"networks {joined.Name} and {network.Name} both hold {twice.Prefix}: a container on both could not tell where to send; make one of them with another --subnet");
            }
        }
    }

    private static void CheckAddress(IPAddress? address, Network network)
    {
        if (address is null)
        {
            return;
        }

        bool isIPv4 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        if (isIPv4 ? network.UsesDhcp : network.UsesSegment6)
        {
            return; // whether it may be had is the server's to say
        }

        foreach (Subnet subnet in network.Subnets)
        {
            if (subnet.Prefix.Contains(address))
            {
                return;
            }
        }

        string what = (isIPv4 ? network.EnableIPv4 : network.EnableIPv6)
            ? $"has {string.Join(" and ", network.Subnets.Select(static subnet => subnet.Prefix))}"
            : $"carries no {(isIPv4 ? "IPv4" : "IPv6")}";
        throw Invalid($"invalid endpoint settings:\nno configured subnet contains IP address {address}; network {network.Name} {what}");
    }

    private static LinkspanException Conflict(string message) => new(ErrorKind.Conflict, message);

    private static LinkspanException Invalid(string message) => new(ErrorKind.Invalid, message);
}
