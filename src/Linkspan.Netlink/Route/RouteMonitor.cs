using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Tells of changes to links, addresses, routes and neighbours, whoever makes them, on a thread of its own.</summary>
public sealed class RouteMonitor : IDisposable
{
    private const int LinkGroup = 1; // RTNLGRP_LINK
    private const int NeighbourGroup = 3; // RTNLGRP_NEIGH
    private const int Address4Group = 5; // RTNLGRP_IPV4_IFADDR
    private const int Route4Group = 7; // RTNLGRP_IPV4_ROUTE
    private const int Address6Group = 9; // RTNLGRP_IPV6_IFADDR
    private const int Route6Group = 11; // RTNLGRP_IPV6_ROUTE

    private readonly MulticastListener _listener;

    private RouteMonitor(MulticastListener listener) => _listener = listener;

    /// <summary>Starts to listen; what happens after it returned is told.</summary>
    /// <param name="groups">What to tell of.</param>
    /// <param name="handler">Called in order of the changes; must be quick, or events are lost, and must not throw.</param>
    /// <param name="target">Namespace; null for the caller's.</param>
    /// <exception cref="NetlinkException">The namespace cannot be entered, or descriptors ran out.</exception>
    public static RouteMonitor Start(RouteGroups groups, Action<RouteEvent> handler, NetworkNamespace? target = null)
    {
        List<int> numbers = [];
        Add(RouteGroups.Links, LinkGroup);
        Add(RouteGroups.Neighbours, NeighbourGroup);
        Add(RouteGroups.Addresses, Address4Group);
        Add(RouteGroups.Addresses, Address6Group);
        Add(RouteGroups.Routes, Route4Group);
        Add(RouteGroups.Routes, Route6Group);
        return new RouteMonitor(MulticastListener.Start(
            NetlinkProtocol.Route,
            [.. numbers],
            target,
            (message, _) =>
            {
                if (Decode(message) is { } change)
                {
                    handler(change);
                }
            },
            () => handler(new RouteEvent(Removed: false) { Resynchronise = true })));

        void Add(RouteGroups flag, int group)
        {
            if (groups.HasFlag(flag))
            {
                numbers.Add(group);
            }
        }
    }

    /// <summary>Stops; when it returns the handler runs no more.</summary>
    public void Dispose() => _listener.Dispose();

    /// <summary>Decodes a notification; null for one of another kind.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static RouteEvent? Decode(NetlinkMessage message) => message.Type switch
    {
        RouteMessage.NewLink or RouteMessage.DeleteLink =>
            new RouteEvent(message.Type == RouteMessage.DeleteLink) { Link = Link.Decode(message) },
        RouteMessage.NewAddress or RouteMessage.DeleteAddress =>
            new RouteEvent(message.Type == RouteMessage.DeleteAddress) { Address = LinkAddress.Decode(message) },
        RouteMessage.NewRoute or RouteMessage.DeleteRoute =>
            new RouteEvent(message.Type == RouteMessage.DeleteRoute) { Route = Route.Decode(message) },
        RouteMessage.NewNeighbour or RouteMessage.DeleteNeighbour =>
            new RouteEvent(message.Type == RouteMessage.DeleteNeighbour) { Neighbour = Neighbour.Decode(message) },
        _ => null,
    };
}
