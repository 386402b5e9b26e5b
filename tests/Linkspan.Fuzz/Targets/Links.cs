using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>RTM_NEWLINK.</summary>
internal static class Links
{
    public static FuzzTarget Target { get; } = new("link", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            _ = Link.Decode(reader.Current);
        }
    }
}
