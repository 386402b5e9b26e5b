using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Traffic;

/// <summary>Gives a link the clsact qdisc, to which filters of both directions belong; EEXIST where it has one.</summary>
public readonly struct AddClassifier : INetlinkRequest
{
    internal const uint Parent = 0xfffffff1; // TC_H_CLSACT

    private const uint Handle = 0xffff0000;

    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(TrafficMessage.NewQdisc, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.Append(new TrafficHeader { Index = Link, Handle = Handle, Parent = Parent });
        writer.Text(TrafficAttribute.Kind, "clsact");
    }
}
