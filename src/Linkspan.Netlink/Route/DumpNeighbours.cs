using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for neighbours, or for the entries of forwarding tables, of one link where given.</summary>
internal readonly struct DumpNeighbours : INetlinkRequest
{
    public bool Fdb { get; init; }

    public int Link { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetNeighbour, NetlinkFlags.Dump);
        // The FDB takes the link in the header (valid_fdb_dump_strict), neighbours in an attribute (neigh_valid_dump_req).
        writer.Append(new NeighbourHeader { Family = Fdb ? AddressFamily.Bridge : AddressFamily.Unspecified, Index = Fdb ? Link : 0 });
        if (!Fdb && Link != 0)
        {
            writer.U32(NeighbourAttribute.Link, (uint)Link);
        }
    }
}
