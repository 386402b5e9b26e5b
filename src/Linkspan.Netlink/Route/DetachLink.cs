using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// Takes a link out of use at once and leaves deleting it for later, in bulk: down, out of its bridge, into a group, in one message.
/// </summary>
public readonly struct DetachLink : INetlinkRequest
{
    /// <summary>Index of the link; 0 where <see cref="Name"/> names it.</summary>
    public int Index { get; init; }

    /// <summary>Name of the link, where <see cref="Index"/> is 0.</summary>
    public string? Name { get; init; }

    /// <summary>Group of links to be deleted; see <see cref="DeleteLink.Group"/>.</summary>
    public required uint Group { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewLink, NetlinkFlags.None);
        writer.Append(new InterfaceInfo { Index = Index, Change = (uint)LinkFlags.Up });
        if (Index == 0 && Name is not null)
        {
            writer.Text(LinkAttribute.Name, Name);
        }

        writer.U32(LinkAttribute.Master, 0);
        writer.U32(LinkAttribute.Group, Group);
    }
}
