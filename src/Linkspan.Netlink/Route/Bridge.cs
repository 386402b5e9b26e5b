using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Creates a Linux bridge, up.</summary>
public readonly struct Bridge : INetlinkRequest
{
    /// <summary>Name, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>MTU in bytes; null follows the smallest port.</summary>
    public int? Mtu { get; init; }

    /// <summary>Hardware address; null for a random one that changes with the ports.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Link group; 0 is the default group.</summary>
    public uint Group { get; init; }

    /// <summary>Index; 0 lets the kernel choose.</summary>
    public int Index { get; init; }

    /// <summary>Leaves it down.</summary>
    public bool Down { get; init; }

    /// <summary>Snooping of multicast memberships; null for the kernel's default (on).</summary>
    public bool? MulticastSnooping { get; init; }

    /// <summary>VLAN filtering; null for the kernel's default (off).</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>Text for the administrator, at most 255 bytes.</summary>
    public string? Alias { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        uint up = Down ? 0 : (uint)LinkFlags.Up;
        writer.Begin(RouteMessage.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.Append(new InterfaceInfo { Index = Index, Flags = up, Change = up });
        writer.Common(Name, Mtu, Mac);
        if (Group != 0)
        {
            writer.U32(LinkAttribute.Group, Group);
        }

        if (Alias is not null)
        {
            writer.Text(LinkAttribute.Alias, Alias);
        }

        int info = writer.Begin(LinkAttribute.LinkInfo);
        writer.Text(LinkInfoAttribute.Kind, "bridge");
        int data = writer.Begin(LinkInfoAttribute.Data);
        writer.Boolean(BridgeAttribute.MulticastSnooping, MulticastSnooping);
        writer.Boolean(BridgeAttribute.VlanFiltering, VlanFiltering);
        writer.End(data);
        writer.End(info);
    }
}
