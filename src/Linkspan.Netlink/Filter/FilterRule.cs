using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>A rule as the kernel tells it; its expressions by name only.</summary>
public sealed record FilterRule
{
    /// <summary>Table.</summary>
    public string Table { get; private set; } = "";

    /// <summary>Chain.</summary>
    public string Chain { get; private set; } = "";

    /// <summary>Handle.</summary>
    public ulong Handle { get; private set; }

    /// <summary>Comment; null for none.</summary>
    public string? Comment { get; private set; }

    /// <summary>Names of the expressions in order, e.g. <c>meta</c>, <c>cmp</c>, <c>immediate</c>.</summary>
    public IReadOnlyList<string> Expressions { get; private set; } = [];

    /// <summary>The rule ends with drop or reject.</summary>
    public bool Drops { get; private set; }

    /// <summary>The rule asks something of a packet, so that it need not concern all of them.</summary>
    public bool IsConditional => Expressions.Any(static name => name is not ("counter" or "immediate" or "reject" or "log" or "limit" or "target"));

    /// <summary>Chain that the rule jumps or goes to; null for none.</summary>
    public string? Target { get; private set; }

    /// <summary>Names of links that the rule compares with.</summary>
    public IReadOnlyList<LinkMatch> Links { get; private set; } = [];

    /// <summary>Ranges that the source or destination address must be in.</summary>
    public IReadOnlyList<IPNetwork> Ranges { get; private set; } = [];

    /// <summary>Decodes NFT_MSG_NEWRULE or NFT_MSG_DELRULE.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static FilterRule Decode(NetlinkMessage message)
    {
        _ = message.Header<FilterHeader>();
        var rule = new FilterRule();
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case RuleAttribute.Table:
                    rule.Table = reader.Text();
                    break;
                case RuleAttribute.Chain:
                    rule.Chain = reader.Text();
                    break;
                case RuleAttribute.Handle:
                    rule.Handle = reader.U64BigEndian();
                    break;
                case RuleAttribute.UserData:
                    rule.Comment = UserData.FindComment(reader.Value);
                    break;
                case RuleAttribute.Expressions:
                    rule.Expressions = ReadNames(reader.Nested());
                    var effect = RuleEffect.Read(reader.Nested());
                    (rule.Drops, rule.Target, rule.Links, rule.Ranges) = (effect.Drops, effect.Target, effect.Links, effect.Ranges);
                    break;
            }
        }

        return rule;
    }

    private static List<string> ReadNames(AttributeReader list)
    {
        var names = new List<string>();
        while (list.Next())
        {
            AttributeReader expression = list.Nested();
            while (expression.Next())
            {
                if (expression.Type == ExpressionAttribute.Name)
                {
                    names.Add(expression.Text());
                }
            }
        }

        return names;
    }
}
