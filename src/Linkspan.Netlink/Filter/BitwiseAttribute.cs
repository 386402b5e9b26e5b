namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the bitwise expression.</summary>
internal static class BitwiseAttribute
{
    /// <summary><c>NFTA_BITWISE_SREG</c>.</summary>
    public const ushort Source = 1;

    /// <summary><c>NFTA_BITWISE_DREG</c>.</summary>
    public const ushort Destination = 2;

    /// <summary><c>NFTA_BITWISE_LEN</c>.</summary>
    public const ushort Length = 3;

    /// <summary><c>NFTA_BITWISE_MASK</c>.</summary>
    public const ushort Mask = 4;

    /// <summary><c>NFTA_BITWISE_XOR</c>.</summary>
    public const ushort Xor = 5;
}
