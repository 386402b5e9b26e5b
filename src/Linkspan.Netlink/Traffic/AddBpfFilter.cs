using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Traffic;

/// <summary>
/// Sets a BPF program on the packets of a link that has the clsact qdisc, in place of the one that has the same priority there. The
/// filter holds the program: it works on when who loaded it is gone, and ends with the link.
/// </summary>
public readonly struct AddBpfFilter : INetlinkRequest
{
    internal const ushort AllProtocolsBigEndian = 0x0300; // ETH_P_ALL

    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>Direction.</summary>
    public required FilterDirection Direction { get; init; }

    /// <summary>Filters of a direction are asked in the order of their priorities.</summary>
    public required ushort Priority { get; init; }

    /// <summary>The program.</summary>
    public required BpfProgram Program { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(TrafficMessage.NewFilter, NetlinkFlags.Create | NetlinkFlags.Replace);
        writer.Append(new TrafficHeader
        {
            Index = Link,
            Handle = 1,
            Parent = (AddClassifier.Parent & 0xffff0000) | (uint)Direction,
            Details = ((uint)Priority << 16) | AllProtocolsBigEndian,
        });
        writer.Text(TrafficAttribute.Kind, "bpf");
        int options = writer.Begin(TrafficAttribute.Options);
        writer.U32(BpfFilterAttribute.Descriptor, (uint)Program.Descriptor);
        writer.Text(BpfFilterAttribute.Name, Program.Name);
        writer.U32(BpfFilterAttribute.Flags, BpfFilterAttribute.DirectAction);
        writer.End(options);
    }
}
