using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Filter;

/// <content>The immediate expression: verdicts and constants.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Says what becomes of the packet.</summary>
    public RuleBuilder Verdict(Verdict verdict)
    {
        Expression e = Begin("immediate");
        e.Writer.U32BigEndian(ImmediateAttribute.Destination, (uint)Register.Verdict);
        e.Writer.Verdict(ImmediateAttribute.Data, verdict);
        return End(e);
    }

    /// <summary>Loads a constant in wire form.</summary>
    public RuleBuilder Load(Register destination, ReadOnlySpan<byte> value)
    {
        Expression e = Begin("immediate");
        e.Writer.U32BigEndian(ImmediateAttribute.Destination, (uint)destination);
        e.Writer.Data(ImmediateAttribute.Data, value);
        return End(e);
    }

    /// <summary>Loads four bytes in the host's order.</summary>
    public RuleBuilder Load(Register destination, uint value) =>
        Load(destination, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));
}
