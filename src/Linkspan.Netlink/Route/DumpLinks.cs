using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for all links, of one kind or one bridge only where given; statistics are left out, which are half of every answer.</summary>
internal readonly struct DumpLinks : INetlinkRequest
{
    private const uint SkipStatistics = 8; // RTEXT_FILTER_SKIP_STATS

    public string? Kind { get; init; }

    public int Master { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetLink, NetlinkFlags.Dump);
        writer.Append(default(InterfaceInfo));
        writer.U32(LinkAttribute.ExtendedMask, SkipStatistics);
        if (Master != 0)
        {
            writer.U32(LinkAttribute.Master, (uint)Master);
        }

        if (Kind is not null)
        {
            int info = writer.Begin(LinkAttribute.LinkInfo);
            writer.Text(LinkInfoAttribute.Kind, Kind);
            writer.End(info);
        }
    }
}
