using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Adds a routing rule; EEXIST where an equal one is there.</summary>
public readonly struct AddRule : INetlinkRequest
{
    private const byte LookUpTable = 1; // FR_ACT_TO_TBL

    /// <summary>The rule; its table must be given.</summary>
    public required RuleSelector Rule { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewRule, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        Rule.Write(ref writer, LookUpTable);
    }
}
