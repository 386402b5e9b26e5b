using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// Deletes a link, or all links of a group at once. One veth alone costs 15–35 ms, which are RCU grace periods; a group of 50 costs as
/// much as one.
/// </summary>
public readonly struct DeleteLink : INetlinkRequest
{
    /// <summary>Index of the link; 0 where a name or a group says which.</summary>
    public int Index { get; init; }

    /// <summary>Name of the link.</summary>
    public string? Name { get; init; }

    /// <summary>Link group, every member of which goes; 0 for none.</summary>
    public uint Group { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteLink, NetlinkFlags.None);
        writer.Append(new InterfaceInfo { Index = Index });
        if (Index == 0 && Name is not null)
        {
            writer.Text(LinkAttribute.Name, Name);
        }
        else if (Index == 0 && Group != 0)
        {
            writer.U32(LinkAttribute.Group, Group);
        }
    }
}
