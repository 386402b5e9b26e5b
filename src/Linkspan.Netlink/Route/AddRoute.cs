using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Adds or replaces a route.</summary>
public readonly struct AddRoute : INetlinkRequest
{
    /// <summary>Destination; the default route of a family is <c>0.0.0.0/0</c> or <c>::/0</c>.</summary>
    public required IPNetwork Destination { get; init; }

    /// <summary>Next hop; null for a route to the link itself.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Index of the outgoing link; 0 lets the kernel find it by the gateway.</summary>
    public int Link { get; init; }

    /// <summary>Preferred source address.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Priority: the lowest wins; 0 for the family's default (IPv6: 1024).</summary>
    public uint Metric { get; init; }

    /// <summary>Table; 0 for main.</summary>
    public uint Table { get; init; }

    /// <summary>Scope; null for link where there is no gateway, else universe.</summary>
    public RouteScope? Scope { get; init; }

    /// <summary>What the route does.</summary>
    public RouteType Type { get; init; }

    /// <summary>Who made it; unspecified means static.</summary>
    public RouteProtocol Protocol { get; init; }

    /// <summary>The gateway is on the link though no route says so: <c>RTNH_F_ONLINK</c>.</summary>
    public bool OnLink { get; init; }

    /// <summary>Path MTU in bytes; 0 for the link's.</summary>
    public uint MtuBytes { get; init; }

    /// <summary>Takes the place of a route with the same destination, metric and table.</summary>
    public bool Replace { get; init; }

    /// <summary>Stands behind routes with the same destination, metric and table, as what the kernel adds with an address does; the same route is EEXIST.</summary>
    public bool Append { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewRoute, NetlinkFlags.Create | (Append ? NetlinkFlags.Append : Replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive));
        writer.Append(new RouteHeader
        {
            Family = AddressFamily.Of(Destination.BaseAddress),
            DestinationLength = (byte)Destination.PrefixLength,
            Table = (byte)(Table == 0 ? RouteTable.Main : Table > byte.MaxValue ? 0 : Table),
            Protocol = (byte)(Protocol == RouteProtocol.Unspecified ? RouteProtocol.Static : Protocol),
            Scope = (byte)(Scope ?? DefaultScope),
            Type = (byte)(Type == RouteType.Unspecified ? RouteType.Unicast : Type),
            Flags = OnLink ? OnLinkFlag : 0,
        });
        RouteBody.Write(ref writer, Destination, Gateway, Link, Metric, Table);
        if (Source is not null)
        {
            writer.Address(RouteAttribute.PreferredSource, Source);
        }

        if (MtuBytes != 0)
        {
            int metrics = writer.Begin(RouteAttribute.Metrics);
            writer.U32(MetricAttribute.Mtu, MtuBytes);
            writer.End(metrics);
        }
    }

    private const uint OnLinkFlag = 4; // RTNH_F_ONLINK

    private RouteScope DefaultScope => Type switch
    {
        RouteType.Local => RouteScope.Host,
        RouteType.Unspecified or RouteType.Unicast when Gateway is null => RouteScope.Link,
        _ => RouteScope.Universe,
    };
}
