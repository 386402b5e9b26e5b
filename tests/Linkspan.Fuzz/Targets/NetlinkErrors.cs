using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>Errors with extended acknowledgements.</summary>
internal static class NetlinkErrors
{
    public static FuzzTarget Target { get; } = new("netlink-error", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            _ = NetlinkFailure.Decode(reader.Current, index: 0);
        }
    }
}
