using System.Text;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Reads from a rule's expressions what matters to somebody else: whether it drops, and which links it names.</summary>
internal static class RuleEffect
{
    private const uint Drop = 0; // NF_DROP
    private const int LinkNameBytes = 16;

    public static (bool Drops, List<string> Links) Read(AttributeReader expressions)
    {
        bool drops = false;
        bool name = false;
        List<string> links = [];
        while (expressions.Next())
        {
            AttributeReader expression = expressions.Nested();
            string kind = "";
            while (expression.Next())
            {
                switch (expression.Type)
                {
                    case ExpressionAttribute.Name:
                        kind = expression.Text();
                        drops |= kind == "reject";
                        break;
                    case ExpressionAttribute.Data when kind == "immediate":
                        drops |= IsDrop(expression.Nested());
                        break;
                    case ExpressionAttribute.Data when kind == "target":
                        drops |= Text(expression.Nested(), attribute: 1) == "REJECT"; // NFTA_TARGET_NAME: iptables' own
                        break;
                    case ExpressionAttribute.Data when kind == "meta":
                        name = LoadsLinkName(expression.Nested());
                        continue;
                    case ExpressionAttribute.Data when kind == "cmp" && name && Value(expression.Nested()) is { Length: > 0 } link:
                        links.Add(link);
                        break;
                }
            }
        }

        return (drops, links);
    }

    private static bool IsDrop(AttributeReader immediate)
    {
        while (immediate.Next())
        {
            AttributeReader data = immediate.Nested();
            while (immediate.Type == ImmediateAttribute.Data && data.Next())
            {
                AttributeReader verdict = data.Nested();
                while (data.Type == DataAttribute.Verdict && verdict.Next())
                {
                    if (verdict.Type == VerdictAttribute.Code)
                    {
                        return verdict.U32BigEndian() == Drop;
                    }
                }
            }
        }

        return false;
    }

    private static bool LoadsLinkName(AttributeReader meta)
    {
        while (meta.Next())
        {
            if (meta.Type == MetaAttribute.Key)
            {
                return meta.U32BigEndian() is (uint)MetaKey.InputName or (uint)MetaKey.OutputName;
            }
        }

        return false;
    }

    private static string? Value(AttributeReader compare)
    {
        while (compare.Next())
        {
            AttributeReader data = compare.Nested();
            while (compare.Type == CompareAttribute.Data && data.Next())
            {
                if (data.Type == DataAttribute.Value && data.Value.Length <= LinkNameBytes)
                {
                    return Encoding.UTF8.GetString(data.Value).TrimEnd('\0');
                }
            }
        }

        return null;
    }

    private static string? Text(AttributeReader attributes, ushort attribute)
    {
        while (attributes.Next())
        {
            if (attributes.Type == attribute)
            {
                return attributes.Text();
            }
        }

        return null;
    }
}
