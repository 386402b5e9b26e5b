using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>RTM_NEWROUTE.</summary>
internal static class Routes
{
    public static FuzzTarget Target { get; } = new("route", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            _ = Route.Decode(reader.Current);
        }
    }
}
