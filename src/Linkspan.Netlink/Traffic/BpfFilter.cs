using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Traffic;

/// <summary>A BPF filter of a link as the kernel tells it.</summary>
/// <param name="Priority">Priority.</param>
/// <param name="Name">Name that it was given.</param>
/// <param name="Tag">The kernel's hash of its instructions, in hexadecimal.</param>
public sealed record BpfFilter(ushort Priority, string Name, string Tag)
{
    /// <summary>The BPF filters of a link in one direction.</summary>
    /// <param name="socket">A route socket of the link's namespace.</param>
    /// <param name="link">Index of the link.</param>
    /// <param name="direction">Direction.</param>
    /// <exception cref="NetlinkException">The link does not exist, or the kernel lacks traffic control.</exception>
    public static List<BpfFilter> List(Route.RouteSocket socket, int link, FilterDirection direction) =>
        socket.Netlink.Dump(new DumpFilters { Link = link, Direction = direction }, Decode);

    /// <summary>Decodes RTM_NEWTFILTER; null for a filter of another kind, and for the head of a chain.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static BpfFilter? Decode(NetlinkMessage message)
    {
        if (message.Type != TrafficMessage.NewFilter)
        {
            return null;
        }

        TrafficHeader header = message.Header<TrafficHeader>();
        string kind = "";
        string name = "";
        string tag = "";
        AttributeReader reader = message.Attributes<TrafficHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case TrafficAttribute.Kind:
                    kind = reader.Text();
                    break;
                case TrafficAttribute.Options when kind == "bpf":
                    ReadOptions(reader.Nested(), ref name, ref tag);
                    break;
            }
        }

        return tag.Length > 0 ? new BpfFilter((ushort)(header.Details >> 16), name, tag) : null;
    }

    private static void ReadOptions(AttributeReader options, ref string name, ref string tag)
    {
        while (options.Next())
        {
            switch (options.Type)
            {
                case BpfFilterAttribute.Name:
                    name = options.Text();
                    break;
                case BpfFilterAttribute.Tag:
                    tag = Convert.ToHexStringLower(options.Value);
                    break;
            }
        }
    }
}
