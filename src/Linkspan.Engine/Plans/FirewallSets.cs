using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <summary>
/// The sets and maps of table <c>inet linkspan</c>: all state of the firewall lives here, while its rules never change
/// (<c>Kernel/FirewallRules</c>). Everything per endpoint or port is an exact hash set, where an element costs about 2 µs at any size.
/// </summary>
internal static partial class FirewallSets
{
    /// <summary>Our bridges.</summary>
    public static readonly FilterSet Bridges = new("bridges", [FieldType.LinkName], []);

    /// <summary>Pairs (b, b) of bridges whose traffic may come back by the way it came, for hairpin masquerading.</summary>
    public static readonly FilterSet Hairpins = new("hairpins", [FieldType.LinkName, FieldType.LinkName], []);

    /// <summary>Pairs (b, b) of bridges whose containers reach each other.</summary>
    public static readonly FilterSet Peers = new("peers", [FieldType.LinkName, FieldType.LinkName], []);

    /// <summary>IPv4 towards a bridge: which chain decides.</summary>
    public static readonly FilterSet Towards4 = new("towards4", [FieldType.LinkName], [FieldType.Verdict]);

    /// <summary>IPv6 towards a bridge: which chain decides.</summary>
    public static readonly FilterSet Towards6 = new("towards6", [FieldType.LinkName], [FieldType.Verdict]);

    /// <summary>Bridges that nothing leaves.</summary>
    public static readonly FilterSet Closed = new("closed", [FieldType.LinkName], []);

    /// <summary>Bridges whose IPv4 egress takes the host's address.</summary>
    public static readonly FilterSet Masquerade4 = new("masquerade4", [FieldType.LinkName], []);

    /// <summary>Bridges whose IPv6 egress takes the host's address.</summary>
    public static readonly FilterSet Masquerade6 = new("masquerade6", [FieldType.LinkName], []);

    /// <summary>Bridges whose IPv4 egress takes a fixed address.</summary>
    public static readonly FilterSet Source4 = new("source4", [FieldType.LinkName], [FieldType.IPv4]);

    /// <summary>Bridges whose IPv6 egress takes a fixed address.</summary>
    public static readonly FilterSet Source6 = new("source6", [FieldType.LinkName], [FieldType.IPv6]);

    /// <summary>Published on one IPv4 address: (address, protocol, port) to (address, port).</summary>
    public static readonly FilterSet Published4 =
        new("published4", [FieldType.IPv4, FieldType.Protocol, FieldType.Port], [FieldType.IPv4, FieldType.Port]);

    /// <summary>Published on every IPv4 address: (protocol, port) to (address, port).</summary>
    public static readonly FilterSet PublishedAny4 = new("published_any4", [FieldType.Protocol, FieldType.Port], [FieldType.IPv4, FieldType.Port]);

    /// <summary>Published on one IPv6 address.</summary>
    public static readonly FilterSet Published6 =
        new("published6", [FieldType.IPv6, FieldType.Protocol, FieldType.Port], [FieldType.IPv6, FieldType.Port]);

    /// <summary>Published on every IPv6 address.</summary>
    public static readonly FilterSet PublishedAny6 = new("published_any6", [FieldType.Protocol, FieldType.Port], [FieldType.IPv6, FieldType.Port]);

    /// <summary>Ports open on a container's own IPv4 address (routed mode).</summary>
    public static readonly FilterSet Open4 = new("open4", [FieldType.IPv4, FieldType.Protocol, FieldType.Port], []);

    /// <summary>Ports open on a container's own IPv6 address (routed mode).</summary>
    public static readonly FilterSet Open6 = new("open6", [FieldType.IPv6, FieldType.Protocol, FieldType.Port], []);

    /// <summary>
    /// (bridge, protocol, port) published by a container whose neighbours are apart: from that bridge the keeper relays it. Translated, the packet would have
    /// to go back out of an isolated port, which a bridge refuses where br_netfilter translates before it (net/bridge/br_forward.c, <c>should_deliver</c>).
    /// </summary>
    public static readonly FilterSet Relayed = new("relayed", [FieldType.LinkName, FieldType.Protocol, FieldType.Port], []);

    /// <summary>Families that the host did not forward before us: foreign traffic of them is not forwarded now either.</summary>
    public static readonly FilterSet Guarded = new("guarded", [FieldType.Family], []);

    /// <summary>Every set, in the order in which they are made.</summary>
    public static readonly FilterSet[] All = List();

    private static FilterSet[] List() =>
    [
        Bridges, Hairpins, Peers, Towards4, Towards6, Closed, Masquerade4, Masquerade6, Source4, Source6,
        Published4, PublishedAny4, Published6, PublishedAny6, Open4, Open6, Relayed, Guarded,
        Restricted, AccessLan, AccessLinks, Access4, Access6, Lan4, Lan6, RelayRestricted, RelayLan, RelayLinks, RelayAccess,
    ];

    /// <summary><c>NFPROTO_IPV4</c>.</summary>
    public const byte FamilyIPv4 = 2;

    /// <summary><c>NFPROTO_IPV6</c>.</summary>
    public const byte FamilyIPv6 = 10;

    /// <summary>Chain for networks in mode nat: only what was translated on the way in passes.</summary>
    public const string ToNat = "to_nat";

    /// <summary>Chain for networks in mode routed: published ports and ICMP pass.</summary>
    public const string ToRouted = "to_routed";

    /// <summary>Chain for networks in mode nat-unprotected: everything passes.</summary>
    public const string ToOpen = "to_open";

    /// <summary>Chain for internal networks: nothing from outside passes.</summary>
    public const string ToInternal = "to_internal";

    /// <summary>An element that is just a link.</summary>
    public static ElementFact Link(FilterSet set, string link)
    {
        var key = new ElementWriter(stackalloc byte[16]);
        key.Link(link);
        return new ElementFact(set, key.Written(set.KeyFields), [], chain: null);
    }

    /// <summary>An element of a link with itself.</summary>
    public static ElementFact Pair(FilterSet set, string link) => Pair(set, link, link);

    /// <summary>An element of two links; an empty name is no link.</summary>
    public static ElementFact Pair(FilterSet set, string from, string to)
    {
        var key = new ElementWriter(stackalloc byte[32]);
        key.Link(from);
        key.Link(to);
        return new ElementFact(set, key.Written(set.KeyFields), [], chain: null);
    }

    /// <summary>An element that keeps a family's foreign traffic from being forwarded.</summary>
    public static ElementFact Guard(AddressFamily family) =>
        new(Guarded, [family == AddressFamily.InterNetwork ? FamilyIPv4 : FamilyIPv6], [], chain: null);

    /// <summary>An element that sends traffic towards a link to a chain.</summary>
    public static ElementFact Jump(FilterSet map, string link, string chain)
    {
        var key = new ElementWriter(stackalloc byte[16]);
        key.Link(link);
        return new ElementFact(map, key.Written(map.KeyFields), [], chain);
    }

    /// <summary>An element that gives a link's egress a source address.</summary>
    public static ElementFact Source(string link, IPAddress address)
    {
        FilterSet map = address.AddressFamily == AddressFamily.InterNetwork ? Source4 : Source6;
        var key = new ElementWriter(stackalloc byte[16]);
        key.Link(link);
        var data = new ElementWriter(stackalloc byte[16]);
        data.Address(address);
        return new ElementFact(map, key.Written(map.KeyFields), data.Written(map.DataFields), chain: null);
    }

    /// <summary>An element that leads a host port to a container's address and port; both addresses are of one family.</summary>
    public static ElementFact Publish(PublishedPort port, IPAddress target)
    {
        bool any = port.HostAddress.Equals(IPAddress.Any) || port.HostAddress.Equals(IPAddress.IPv6Any);
        FilterSet map = (target.AddressFamily == AddressFamily.InterNetwork, any) switch
        {
            (true, true) => PublishedAny4,
            (true, false) => Published4,
            (false, true) => PublishedAny6,
            (false, false) => Published6,
        };
        var key = new ElementWriter(stackalloc byte[24]);
        if (!any)
        {
            key.Address(port.HostAddress);
        }

        key.Protocol(port.Protocol);
        key.Port(port.HostPort);
        var data = new ElementWriter(stackalloc byte[20]);
        data.Address(target);
        data.Port(port.ContainerPort);
        return new ElementFact(map, key.Written(map.KeyFields), data.Written(map.DataFields), chain: null);
    }

    /// <summary>An element that leaves a published port, seen from the container's own bridge, to the keeper.</summary>
    public static ElementFact Relay(string bridge, PublishedPort port)
    {
        var key = new ElementWriter(stackalloc byte[24]);
        key.Link(bridge);
        key.Protocol(port.Protocol);
        key.Port(port.HostPort);
        return new ElementFact(Relayed, key.Written(Relayed.KeyFields), [], chain: null);
    }

    /// <summary>An element that opens a port on a container's own address.</summary>
    public static ElementFact Open(IPAddress address, Protocol protocol, ushort port)
    {
        FilterSet set = address.AddressFamily == AddressFamily.InterNetwork ? Open4 : Open6;
        var key = new ElementWriter(stackalloc byte[24]);
        key.Address(address);
        key.Protocol(protocol);
        key.Port(port);
        return new ElementFact(set, key.Written(set.KeyFields), [], chain: null);
    }
}
