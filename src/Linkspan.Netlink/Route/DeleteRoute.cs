using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Deletes the first route that matches; ESRCH where none does.</summary>
public readonly struct DeleteRoute : INetlinkRequest
{
    /// <summary>Destination.</summary>
    public required IPNetwork Destination { get; init; }

    /// <summary>Next hop; null for any.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Index of the outgoing link; 0 for any.</summary>
    public int Link { get; init; }

    /// <summary>Priority; 0 for any.</summary>
    public uint Metric { get; init; }

    /// <summary>Table; 0 for main.</summary>
    public uint Table { get; init; }

    /// <summary>What the route does; unspecified for any.</summary>
    public RouteType Type { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteRoute, NetlinkFlags.None);
        writer.Append(new RouteHeader
        {
            Family = AddressFamily.Of(Destination.BaseAddress),
            DestinationLength = (byte)Destination.PrefixLength,
            Table = (byte)(Table == 0 ? RouteTable.Main : Table > byte.MaxValue ? 0 : Table),
            Scope = (byte)RouteScope.Nowhere,
            Type = (byte)Type,
        });
        RouteBody.Write(ref writer, Destination, Gateway, Link, Metric, Table);
    }
}
