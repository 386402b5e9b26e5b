using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>Tables, chains, rules and sets of nf_tables, and generations.</summary>
internal static class FilterObjects
{
    public static FuzzTarget Target { get; } = new("nft-object", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            NetlinkMessage message = reader.Current;
            _ = FilterTable.Decode(message);
            _ = FilterChain.Decode(message);
            _ = FilterRule.Decode(message);
            _ = FilterSet.Decode(message);
            _ = FilterChange.Decode(message);
            _ = FilterText.Describe(message);
        }
    }
}
