using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Says in words what an rtnetlink request asks for.</summary>
internal static class RouteText
{
    public static string Describe(NetlinkMessage message)
    {
        string verb = (message.Type & 3) switch
        {
            0 when !message.Flags.HasFlag(NetlinkFlags.Create) => "change",
            0 => "add",
            1 => "delete",
            2 => "get",
            _ => "change",
        };
        return (message.Type & ~3) switch
        {
            RouteMessage.NewLink => $"{verb} link {LinkName(message)}",
            RouteMessage.NewAddress => $"{verb} address {AddressText(message)}",
            RouteMessage.NewRoute => $"{verb} route {RouteTextOf(message)}",
            RouteMessage.NewNeighbour => $"{verb} neighbour {NeighbourText(message)}",
            RouteMessage.NewRule => $"{verb} rule",
            _ => $"route request {message.Type}",
        };
    }

    private static string LinkName(NetlinkMessage message)
    {
        InterfaceInfo header = message.Header<InterfaceInfo>();
        string name = header.Index == 0 ? "" : $"{header.Index}";
        string kind = "";
        AttributeReader reader = message.Attributes<InterfaceInfo>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case LinkAttribute.Name:
                    name = reader.Text();
                    break;
                case LinkAttribute.Group when name.Length == 0:
                    name = $"group {reader.U32()}";
                    break;
                case LinkAttribute.LinkInfo:
                    AttributeReader info = reader.Nested();
                    kind = info.Next() && info.Type == LinkInfoAttribute.Kind ? $" ({info.Text()})" : "";
                    break;
            }
        }

        return name + kind;
    }

    private static string AddressText(NetlinkMessage message)
    {
        InterfaceAddress header = message.Header<InterfaceAddress>();
        return $"{First(message.Attributes<InterfaceAddress>(), AddressAttribute.Local)}/{header.PrefixLength} on link {header.Index}";
    }

    private static string RouteTextOf(NetlinkMessage message)
    {
        RouteHeader header = message.Header<RouteHeader>();
        IPAddress? gateway = First(message.Attributes<RouteHeader>(), RouteAttribute.Gateway);
        string destination = header.DestinationLength == 0
            ? "default"
            : $"{First(message.Attributes<RouteHeader>(), RouteAttribute.Destination)}/{header.DestinationLength}";
        return gateway is null ? destination : $"{destination} via {gateway}";
    }

    private static string NeighbourText(NetlinkMessage message)
    {
        NeighbourHeader header = message.Header<NeighbourHeader>();
        string mac = "";
        AttributeReader reader = message.Attributes<NeighbourHeader>();
        while (reader.Next())
        {
            mac = reader.Type == NeighbourAttribute.LinkAddress && reader.Value.Length >= MacAddress.Length
                ? new MacAddress(reader.Value).ToString()
                : mac;
        }

        return $"{First(message.Attributes<NeighbourHeader>(), NeighbourAttribute.Destination)} {mac} on link {header.Index}".TrimStart();
    }

    private static IPAddress? First(AttributeReader reader, ushort type)
    {
        while (reader.Next())
        {
            if (reader.Type == type)
            {
                return reader.Address();
            }
        }

        return null;
    }
}
