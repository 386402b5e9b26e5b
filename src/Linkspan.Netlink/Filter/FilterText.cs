using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Says in words what an nf_tables request asks for.</summary>
internal static class FilterText
{
    public static string Describe(NetlinkMessage message)
    {
        if (message.Type is FilterSubsystem.BatchBegin or FilterSubsystem.BatchEnd)
        {
            return "commit nf_tables transaction";
        }

        (string? first, string? second) = Names(message);
        return (message.Type & 0xff) switch
        {
            FilterMessage.NewTable => $"add table {first}",
            FilterMessage.DeleteTable => $"delete table {first}",
            FilterMessage.GetTable => $"get table {first}",
            FilterMessage.NewChain => $"add chain {first} {Text(message, ChainAttribute.Name)}",
            FilterMessage.DeleteChain => $"delete chain {first} {Text(message, ChainAttribute.Name)}",
            FilterMessage.NewRule => $"add rule {first} {second}{Comment(message)}",
            FilterMessage.DeleteRule => $"delete rule {first} {second}",
            FilterMessage.GetRule => $"list rules {first} {second}",
            FilterMessage.NewSet => $"add set {first} {second}",
            FilterMessage.DeleteSet => $"delete set {first} {second}",
            FilterMessage.GetSet => $"list sets {first}",
            FilterMessage.NewElement => $"add element {first} {second}",
            FilterMessage.DeleteElement or 30 => $"delete element {first} {second}",
            FilterMessage.GetElement => $"list elements {first} {second}",
            int other => $"nf_tables request {other}",
        };
    }

    private static (string? First, string? Second) Names(NetlinkMessage message) => (Text(message, 1), Text(message, 2));

    private static string Comment(NetlinkMessage message)
    {
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            if (reader.Type == RuleAttribute.UserData && UserData.FindComment(reader.Value) is { } comment)
            {
                return $" \"{comment}\"";
            }
        }

        return "";
    }

    private static string? Text(NetlinkMessage message, ushort attribute)
    {
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            if (reader.Type == attribute)
            {
                return reader.Text();
            }
        }

        return null;
    }
}
