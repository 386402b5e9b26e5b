using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Asks for addresses, of one link where given.</summary>
internal readonly struct DumpAddresses : INetlinkRequest
{
    public int Link { get; init; }

    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.GetAddress, NetlinkFlags.Dump);
        writer.Append(new InterfaceAddress { Index = Link });
    }
}
