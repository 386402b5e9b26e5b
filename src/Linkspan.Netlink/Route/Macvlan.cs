using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Creates a macvlan: a link with an address of its own on the parent's wire.</summary>
public readonly struct Macvlan : INetlinkRequest
{
    /// <summary>Name, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Index of the parent in the socket's namespace.</summary>
    public required int Parent { get; init; }

    /// <summary>Namespace that it is born in; null for the socket's own.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>MTU in bytes; null for the kind's default.</summary>
    public int? Mtu { get; init; }

    /// <summary>Hardware address; null for one of the kernel's choice.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Index; 0 lets the kernel choose.</summary>
    public int Index { get; init; }

    /// <summary>Link group; 0 is the default group.</summary>
    public uint Group { get; init; }

    /// <summary>Index of the bridge that it joins; 0 for none. Not together with <see cref="Namespace"/>.</summary>
    public int Master { get; init; }

    /// <summary>Sets it up at once.</summary>
    public bool Up { get; init; }

    /// <summary>How it treats its brothers.</summary>
    public required MacvlanMode Mode { get; init; }

    /// <summary>Broadcast frames that may wait for distribution, on the parent as a whole; null for the kernel's 1000.</summary>
    public int? BroadcastQueueLength { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        uint up = Up ? (uint)LinkFlags.Up : 0;
        writer.Begin(RouteMessage.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.Append(new InterfaceInfo { Index = Index, Flags = up, Change = up });
        writer.Common(Name, Mtu, Mac);
        writer.Placement(Parent, Namespace, Group, Master);
        int info = writer.Begin(LinkAttribute.LinkInfo);
        writer.Text(LinkInfoAttribute.Kind, "macvlan");
        int data = writer.Begin(LinkInfoAttribute.Data);
        writer.U32(MacvlanAttribute.Mode, (uint)Mode);
        if (BroadcastQueueLength is { } length)
        {
            writer.U32(MacvlanAttribute.BroadcastQueueLength, (uint)length);
        }

        writer.End(data);
        writer.End(info);
    }
}
