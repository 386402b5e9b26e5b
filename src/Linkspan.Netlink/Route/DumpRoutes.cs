using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for the routes of a family, of one table or link where given.</summary>
internal readonly struct DumpRoutes : INetlinkRequest
{
    public byte Family { get; init; }

    public uint Table { get; init; }

    public int Link { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetRoute, NetlinkFlags.Dump);
        writer.Append(new RouteHeader { Family = Family });
        if (Table != 0)
        {
            writer.U32(RouteAttribute.Table, Table);
        }

        if (Link != 0)
        {
            writer.U32(RouteAttribute.Output, (uint)Link);
        }
    }
}
