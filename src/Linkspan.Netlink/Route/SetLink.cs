using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Changes a link; what is null stays as it is.</summary>
public readonly struct SetLink : INetlinkRequest
{
    /// <summary>Index of the link; 0 where <see cref="Name"/> names it.</summary>
    public int Index { get; init; }

    /// <summary>Name of the link, where <see cref="Index"/> is 0.</summary>
    public string? Name { get; init; }

    /// <summary>Up or down.</summary>
    public bool? Up { get; init; }

    /// <summary>Index of the bridge to join; 0 takes it out of the one that it is in.</summary>
    public int? Master { get; init; }

    /// <summary>MTU in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>Hardware address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>New name; needs <see cref="Index"/>. Costs 0.14 ms: give the final name at creation.</summary>
    public string? NewName { get; init; }

    /// <summary>Namespace to move to. Costs an RCU grace period: links of our own are born where they live.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>Link group.</summary>
    public uint? Group { get; init; }

    /// <summary>Text for the administrator, at most 255 bytes; empty takes it away.</summary>
    public string? Alias { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        uint change = Up is null ? 0 : (uint)LinkFlags.Up;
        writer.Begin(RouteMessage.NewLink, NetlinkFlags.None);
        writer.Append(new InterfaceInfo { Index = Index, Flags = Up == true ? (uint)LinkFlags.Up : 0, Change = change });
        if ((Index == 0 ? Name : NewName) is { } name)
        {
            writer.Text(LinkAttribute.Name, name);
        }

        if (Master is { } master)
        {
            writer.U32(LinkAttribute.Master, (uint)master);
        }

        if (Mtu is { } mtu)
        {
            writer.U32(LinkAttribute.Mtu, (uint)mtu);
        }

        if (Mac is { } mac)
        {
            writer.Mac(LinkAttribute.Address, mac);
        }

        if (Group is { } group)
        {
            writer.U32(LinkAttribute.Group, group);
        }

        if (Namespace is not null)
        {
            writer.U32(LinkAttribute.NamespaceDescriptor, (uint)Namespace.Descriptor);
        }

        if (Alias is not null)
        {
            writer.Text(LinkAttribute.Alias, Alias);
        }
    }
}
