using Linkspan.Netlink.Traffic;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// Hears changes to links, addresses, routes and filters in the caller's namespace and in every one that it has a number for
/// (<see cref="NamespaceNumber"/>), on one socket and one thread however many there are.
/// </summary>
public sealed class RouteWatch : IDisposable
{
    private const int LinkGroup = 1; // RTNLGRP_LINK
    private const int TrafficGroup = 4; // RTNLGRP_TC
    private const int Address4Group = 5; // RTNLGRP_IPV4_IFADDR
    private const int Route4Group = 7; // RTNLGRP_IPV4_ROUTE
    private const int Rule4Group = 8; // RTNLGRP_IPV4_RULE
    private const int Address6Group = 9; // RTNLGRP_IPV6_IFADDR
    private const int Route6Group = 11; // RTNLGRP_IPV6_ROUTE
    private const int Rule6Group = 19; // RTNLGRP_IPV6_RULE

    private readonly MulticastListener _listener;

    private RouteWatch(MulticastListener listener) => _listener = listener;

    /// <summary>Starts to listen.</summary>
    /// <param name="handler">Called in order of the changes; must be quick, or changes are lost, and must not throw.</param>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_BROADCAST.</exception>
    public static RouteWatch Start(Action<RouteChange> handler) => new(MulticastListener.StartEverywhere(
        NetlinkProtocol.Route,
        [LinkGroup, TrafficGroup, Address4Group, Route4Group, Rule4Group, Address6Group, Route6Group, Rule6Group],
        (message, space) =>
        {
            if (Decode(message, space) is { Kind: not RouteGroups.None } change)
            {
                handler(change);
            }
        },
        () => handler(default)));

    /// <summary>True where every notification up to now was handled.</summary>
    /// <param name="patience">How long to wait for that.</param>
    public bool IsDrained(TimeSpan patience) => _listener.IsDrained(patience);

    /// <summary>Stops; when it returns the handler runs no more.</summary>
    public void Dispose() => _listener.Dispose();

    internal static RouteChange Decode(NetlinkMessage message, int space) => message.Type switch
    {
        RouteMessage.NewLink or RouteMessage.DeleteLink =>
            new RouteChange(RouteGroups.Links, space, message.Header<InterfaceInfo>().Index, message.Port)
            {
                Group = Number(message.Attributes<InterfaceInfo>(), LinkAttribute.Group),
                Gone = message.Type == RouteMessage.DeleteLink,
            },
        RouteMessage.NewAddress or RouteMessage.DeleteAddress =>
            new RouteChange(RouteGroups.Addresses, space, message.Header<InterfaceAddress>().Index, message.Port),
        RouteMessage.NewRoute or RouteMessage.DeleteRoute =>
            new RouteChange(RouteGroups.Routes, space, (int)Number(message.Attributes<RouteHeader>(), RouteAttribute.Output), message.Port)
            {
                Gone = message.Type == RouteMessage.DeleteRoute,
            },
        RouteMessage.NewRule or RouteMessage.DeleteRule => new RouteChange(RouteGroups.Rules, space, 0, message.Port),
        TrafficMessage.NewQdisc or TrafficMessage.DeleteQdisc or TrafficMessage.NewFilter or TrafficMessage.DeleteFilter =>
            new RouteChange(RouteGroups.Filters, space, message.Header<TrafficHeader>().Index, message.Port),
        _ => default,
    };

    private static uint Number(AttributeReader reader, ushort attribute)
    {
        while (reader.Next())
        {
            if (reader.Type == attribute)
            {
                return reader.U32();
            }
        }

        return 0;
    }
}
