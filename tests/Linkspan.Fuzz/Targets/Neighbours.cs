using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>RTM_NEWNEIGH.</summary>
internal static class Neighbours
{
    public static FuzzTarget Target { get; } = new("neighbour", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            _ = Neighbour.Decode(reader.Current);
        }
    }
}
