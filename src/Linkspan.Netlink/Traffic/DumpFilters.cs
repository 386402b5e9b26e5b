using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Traffic;

/// <summary>Asks for the filters of a link in one direction; the kernel answers nothing where the link has no clsact qdisc.</summary>
internal readonly struct DumpFilters : INetlinkRequest
{
    public required int Link { get; init; }

    public required FilterDirection Direction { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(TrafficMessage.GetFilter, NetlinkFlags.Dump);
        writer.Append(new TrafficHeader { Index = Link, Parent = (AddClassifier.Parent & 0xffff0000) | (uint)Direction });
    }
}
