using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>The attributes that adding and deleting a route share.</summary>
internal static class RouteBody
{
    public static void Write(ref NetlinkWriter writer, IPNetwork destination, IPAddress? gateway, int link, uint metric, uint table)
    {
        if (destination.PrefixLength > 0)
        {
            writer.Address(RouteAttribute.Destination, destination.BaseAddress);
        }

        if (gateway is not null)
        {
            writer.Address(RouteAttribute.Gateway, gateway);
        }

        if (link != 0)
        {
            writer.U32(RouteAttribute.Output, (uint)link);
        }

        if (metric != 0)
        {
            writer.U32(RouteAttribute.Priority, metric);
        }

        if (table > byte.MaxValue)
        {
            writer.U32(RouteAttribute.Table, table);
        }
    }
}
