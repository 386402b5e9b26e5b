namespace Linkspan.Netlink.Filter;

/// <content>The meta expression: what the kernel knows of a packet beside its bytes.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Loads a property of the packet.</summary>
    public RuleBuilder MetaLoad(MetaKey key, Register destination)
    {
        Expression e = Begin("meta");
        e.Writer.U32BigEndian(MetaAttribute.Destination, (uint)destination);
        e.Writer.U32BigEndian(MetaAttribute.Key, (uint)key);
        return End(e);
    }

    /// <summary>Sets a property of the packet, e.g. its mark.</summary>
    public RuleBuilder MetaSet(MetaKey key, Register source)
    {
        Expression e = Begin("meta");
        e.Writer.U32BigEndian(MetaAttribute.Key, (uint)key);
        e.Writer.U32BigEndian(MetaAttribute.Source, (uint)source);
        return End(e);
    }
}
