using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for one link by index or name.</summary>
internal readonly struct GetLink : INetlinkRequest
{
    private const uint SkipStatistics = 8; // RTEXT_FILTER_SKIP_STATS

    public int Index { get; init; }

    public string? Name { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetLink, NetlinkFlags.None);
        writer.Append(new InterfaceInfo { Index = Index });
        writer.U32(LinkAttribute.ExtendedMask, SkipStatistics);
        if (Index == 0 && Name is not null)
        {
            writer.Text(LinkAttribute.Name, Name);
        }
    }
}
