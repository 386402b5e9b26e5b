using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>RTM_NEWRULE; what was read is sent as a request and read again.</summary>
internal static class Rules
{
    public static FuzzTarget Target { get; } = new("rule", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            RuleSelector rule = RuleSelector.Decode(reader.Current);
            RuleSelector second = Copy(rule);
            if (Copy(second) != second)
            {
                throw new FuzzFailedException($"{second} became {Copy(second)}");
            }
        }
    }

    private static RuleSelector Copy(RuleSelector rule)
    {
        var writer = new NetlinkWriter(new byte[65536]);
        new AddRule { Rule = rule }.Write(ref writer);
        var again = new NetlinkReader(writer.Written);
        again.Next();
        return RuleSelector.Decode(again.Current);
    }
}
