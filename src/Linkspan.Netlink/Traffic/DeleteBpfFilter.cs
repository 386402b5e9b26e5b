using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Traffic;

/// <summary>Takes the BPF filter of a priority off a link; ENOENT or EINVAL where there is none.</summary>
public readonly struct DeleteBpfFilter : INetlinkRequest
{
    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>Direction.</summary>
    public required FilterDirection Direction { get; init; }

    /// <summary>Priority.</summary>
    public required ushort Priority { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(TrafficMessage.DeleteFilter, NetlinkFlags.None);
        writer.Append(new TrafficHeader
        {
            Index = Link,
            Handle = 1,
            Parent = (AddClassifier.Parent & 0xffff0000) | (uint)Direction,
            Details = ((uint)Priority << 16) | AddBpfFilter.AllProtocolsBigEndian,
        });
        writer.Text(TrafficAttribute.Kind, "bpf");
    }
}
