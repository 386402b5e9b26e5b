using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for the routing rules of a family.</summary>
internal readonly struct DumpRules : INetlinkRequest
{
    public byte Family { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetRule, NetlinkFlags.Dump);
        writer.Append(new RouteHeader { Family = Family });
    }
}
