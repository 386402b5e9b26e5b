namespace Linkspan.Netlink.Wire;

/// <summary>Bits of an attribute's type beside its number (linux/netlink.h).</summary>
public static class AttributeType
{
    /// <summary>The payload is a list of attributes: <c>NLA_F_NESTED</c>.</summary>
    public const ushort Nested = 0x8000;

    /// <summary>The payload is big endian: <c>NLA_F_NET_BYTEORDER</c>.</summary>
    public const ushort BigEndian = 0x4000;

    /// <summary>The number itself.</summary>
    public const ushort Mask = 0x3fff;
}
