namespace Linkspan.Netlink.Filter;

/// <content>The lookup expression: sets, maps and verdict maps.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Goes on only where a set has the key in a register (and those after it), or, inverted, where it has not.</summary>
    public RuleBuilder Lookup(string set, Register key, bool inverted = false)
    {
        Expression e = Begin("lookup");
        e.Writer.Text(LookupAttribute.Set, set);
        e.Writer.U32BigEndian(LookupAttribute.Source, (uint)key);
        if (inverted)
        {
            e.Writer.U32BigEndian(LookupAttribute.Flags, Inverted);
        }

        return End(e);
    }

    /// <summary>Loads what a map has for the key; goes on only where it has something.</summary>
    public RuleBuilder LookupMap(string map, Register key, Register destination)
    {
        Expression e = Begin("lookup");
        e.Writer.Text(LookupAttribute.Set, map);
        e.Writer.U32BigEndian(LookupAttribute.Source, (uint)key);
        e.Writer.U32BigEndian(LookupAttribute.Destination, (uint)destination);
        return End(e);
    }

    /// <summary>Does what a verdict map says for the key; goes on where it says nothing.</summary>
    public RuleBuilder LookupVerdict(string map, Register key) => LookupMap(map, key, Register.Verdict);

    private const uint Inverted = 1; // NFT_LOOKUP_F_INV
}
