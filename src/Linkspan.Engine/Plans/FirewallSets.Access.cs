using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <content>Who may reach published ports, by the bridge that they lead to; for the keeper's relay, by the port.</content>
internal static partial class FirewallSets
{
    private static readonly IPNetwork Everywhere = IPNetwork.Parse("::/0");

    private static readonly FieldType[] Port6 = [FieldType.IPv6, FieldType.Protocol, FieldType.Port];

    /// <summary>Bridges whose published ports not everybody may reach.</summary>
    public static FilterSet Restricted { get; } = new("restricted", [FieldType.LinkName], []);

    /// <summary>Of these, those that the LAN may reach.</summary>
    public static FilterSet AccessLan { get; } = new("access_lan", [FieldType.LinkName], []);

    /// <summary>(bridge, link) by which everybody may come in.</summary>
    public static FilterSet AccessLinks { get; } = new("access_links", [FieldType.LinkName, FieldType.LinkName], []);

    /// <summary>(bridge, sources) that may come in.</summary>
    public static FilterSet Access4 { get; } = new("access4", [FieldType.LinkName, FieldType.IPv4], []) { Ranges = true };

    /// <summary>(bridge, sources) that may come in.</summary>
    public static FilterSet Access6 { get; } = new("access6", [FieldType.LinkName, FieldType.IPv6], []) { Ranges = true };

    /// <summary>(link of the host, subnet on it): the LAN.</summary>
    public static FilterSet Lan4 { get; } = new("lan4", [FieldType.LinkName, FieldType.IPv4], []) { Ranges = true };

    /// <summary>(link of the host, subnet on it): the LAN.</summary>
    public static FilterSet Lan6 { get; } = new("lan6", [FieldType.LinkName, FieldType.IPv6], []) { Ranges = true };

    /// <summary>(host address or all, protocol, port) of the keeper's relay that not everybody may reach.</summary>
    public static FilterSet RelayRestricted { get; } = new("relay_restricted", Port6, []) { Ranges = true };

    /// <summary>Of these, those that the LAN may reach.</summary>
    public static FilterSet RelayLan { get; } = new("relay_lan", Port6, []) { Ranges = true };

    /// <summary>The same with a link by which everybody may come in.</summary>
    public static FilterSet RelayLinks { get; } = new("relay_links", [.. Port6, FieldType.LinkName], []) { Ranges = true };

    /// <summary>The same with sources that may come in.</summary>
    public static FilterSet RelayAccess { get; } = new("relay_access", [.. Port6, FieldType.IPv6], []) { Ranges = true };

    /// <summary>Elements of a bridge with a policy.</summary>
    public static IEnumerable<ElementFact> Access(string bridge, PublishAccess access)
    {
        if (access.IsAny)
        {
            yield break;
        }

        yield return Link(Restricted, bridge);
        if (access.Lan)
        {
            yield return Link(AccessLan, bridge);
        }

        foreach (string link in access.Links)
        {
            yield return Pair(AccessLinks, bridge, link);
        }

        foreach (IPNetwork source in access.Sources)
        {
            yield return Sources(bridge, source, Access4, Access6);
        }
    }

    /// <summary>Elements of a host port that the keeper relays.</summary>
    public static IEnumerable<ElementFact> Access(PublishedPort port, PublishAccess access)
    {
        if (access.IsAny)
        {
            yield break;
        }

        yield return Port(RelayRestricted, port, "", source: null);
        if (access.Lan)
        {
            yield return Port(RelayLan, port, "", source: null);
        }

        foreach (string link in access.Links)
        {
            yield return Port(RelayLinks, port, link, source: null);
        }

        foreach (IPNetwork source in access.Sources.Where(static source => source.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6))
        {
            yield return Port(RelayAccess, port, "", source);
        }
    }

    /// <summary>A subnet of the LAN.</summary>
    public static ElementFact Lan(string link, IPNetwork range) => Sources(link, range, Lan4, Lan6);

    private static ElementFact Sources(string link, IPNetwork range, FilterSet set4, FilterSet set6)
    {
        FilterSet set = range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? set4 : set6;
        var first = new ElementWriter(stackalloc byte[32]);
        first.Link(link);
        first.Address(range.BaseAddress);
        var last = new ElementWriter(stackalloc byte[32]);
        last.Link(link);
        last.Address(Last(range));
        return new ElementFact(set, first.Written(set.KeyFields), last.Written(set.KeyFields), [], chain: null);
    }

    private static ElementFact Port(FilterSet set, PublishedPort port, string link, IPNetwork? source)
    {
        IPNetwork host = port.HostAddress.Equals(IPAddress.IPv6Any) ? Everywhere : new IPNetwork(port.HostAddress, 128);
        var first = new ElementWriter(stackalloc byte[48]);
        Write(ref first, host.BaseAddress, source?.BaseAddress);
        var last = new ElementWriter(stackalloc byte[48]);
        Write(ref last, Last(host), source is { } range ? Last(range) : null);
        return new ElementFact(set, first.Written(set.KeyFields), last.Written(set.KeyFields), [], chain: null);

        void Write(ref ElementWriter writer, IPAddress address, IPAddress? from)
        {
            writer.Address(address);
            writer.Protocol(port.Protocol);
            writer.Port(port.HostPort);
            if (link.Length > 0)
            {
                writer.Link(link);
            }

            if (from is not null)
            {
                writer.Address(from);
            }
        }
    }

    private static IPAddress Last(IPNetwork range) => AddressMath.ToAddress(AddressMath.Last(range), range.BaseAddress.AddressFamily);
}
