using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>A route as the kernel tells it.</summary>
public sealed record Route
{
    /// <summary>Destination.</summary>
    public IPNetwork Destination { get; private set; }

    /// <summary>Next hop, null for none; for routes of several see <see cref="IsMultipath"/>.</summary>
    public IPAddress? Gateway { get; private set; }

    /// <summary>Index of the outgoing link; 0 for none.</summary>
    public int Link { get; private set; }

    /// <summary>Preferred source address.</summary>
    public IPAddress? Source { get; private set; }

    /// <summary>Priority: the lowest wins.</summary>
    public uint Metric { get; private set; }

    /// <summary>Table.</summary>
    public uint Table { get; private set; }

    /// <summary>Scope.</summary>
    public RouteScope Scope { get; private set; }

    /// <summary>What the route does.</summary>
    public RouteType Type { get; private set; }

    /// <summary>Who made it.</summary>
    public RouteProtocol Protocol { get; private set; }

    /// <summary>The route has several next hops (<c>RTA_MULTIPATH</c>), which are not decoded.</summary>
    public bool IsMultipath { get; private set; }

    /// <summary>Decodes RTM_NEWROUTE or RTM_DELROUTE.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static Route Decode(NetlinkMessage message)
    {
        RouteHeader header = message.Header<RouteHeader>();
        var route = new Route
        {
            Table = header.Table,
            Scope = (RouteScope)header.Scope,
            Type = (RouteType)header.Type,
            Protocol = (RouteProtocol)header.Protocol,
        };
        IPAddress destination = header.Family switch
        {
            AddressFamily.IPv4 => IPAddress.Any,
            AddressFamily.IPv6 => IPAddress.IPv6Any,
            _ => throw new InvalidDataException($"route of family {header.Family}"),
        };
        AttributeReader reader = message.Attributes<RouteHeader>();
        while (reader.Next())
        {
            if (reader.Type == RouteAttribute.Destination)
            {
                destination = reader.Address();
            }
            else
            {
                route.Take(reader);
            }
        }

        route.Destination = reader.Network(destination, header.DestinationLength);
        return route;
    }

    private void Take(AttributeReader attribute)
    {
        switch (attribute.Type)
        {
            case RouteAttribute.Gateway:
                Gateway = attribute.Address();
                break;
            case RouteAttribute.Output:
                Link = attribute.S32();
                break;
            case RouteAttribute.PreferredSource:
                Source = attribute.Address();
                break;
            case RouteAttribute.Priority:
                Metric = attribute.U32();
                break;
            case RouteAttribute.Table:
                Table = attribute.U32();
                break;
            case RouteAttribute.Multipath:
                IsMultipath = true;
                break;
        }
    }
}
