using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Filter;

/// <content>The bitwise expression.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Keeps the bits of a register that a mask has.</summary>
    public RuleBuilder Mask(Register source, Register destination, ReadOnlySpan<byte> mask)
    {
        Span<byte> zero = stackalloc byte[mask.Length];
        zero.Clear();
        return MaskXor(source, destination, mask, zero);
    }

    /// <summary>Keeps the bits that a mask of four bytes in the host's order has: marks, conntrack bits.</summary>
    public RuleBuilder Mask(Register source, Register destination, uint mask) =>
        Mask(source, destination, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask)));

    /// <summary><c>destination = (source &amp; mask) ^ xor</c>.</summary>
    /// <exception cref="ArgumentException">Mask and xor differ in length.</exception>
    public RuleBuilder MaskXor(Register source, Register destination, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> xor)
    {
        if (mask.Length != xor.Length)
        {
            throw new ArgumentException($"mask of {mask.Length} and xor of {xor.Length} bytes", nameof(xor));
        }

        Expression e = Begin("bitwise");
        e.Writer.U32BigEndian(BitwiseAttribute.Source, (uint)source);
        e.Writer.U32BigEndian(BitwiseAttribute.Destination, (uint)destination);
        e.Writer.U32BigEndian(BitwiseAttribute.Length, (uint)mask.Length);
        e.Writer.Data(BitwiseAttribute.Mask, mask);
        e.Writer.Data(BitwiseAttribute.Xor, xor);
        return End(e);
    }
}
