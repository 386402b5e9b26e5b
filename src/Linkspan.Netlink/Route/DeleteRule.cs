using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Deletes the first routing rule that matches all that is set; ENOENT where none does.</summary>
public readonly struct DeleteRule : INetlinkRequest
{
    /// <summary>The rule.</summary>
    public required RuleSelector Rule { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.DeleteRule, NetlinkFlags.None);
        Rule.Write(ref writer, action: 0);
    }
}
