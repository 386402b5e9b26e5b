namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the nat expression.</summary>
internal static class NatAttribute
{
    /// <summary><c>NFTA_NAT_TYPE</c>.</summary>
    public const ushort Type = 1;

    /// <summary><c>NFTA_NAT_FAMILY</c>.</summary>
    public const ushort Family = 2;

    /// <summary><c>NFTA_NAT_REG_ADDR_MIN</c>.</summary>
    public const ushort AddressMin = 3;

    /// <summary><c>NFTA_NAT_REG_ADDR_MAX</c>.</summary>
    public const ushort AddressMax = 4;

    /// <summary><c>NFTA_NAT_REG_PROTO_MIN</c>.</summary>
    public const ushort PortMin = 5;

    /// <summary><c>NFTA_NAT_REG_PROTO_MAX</c>.</summary>
    public const ushort PortMax = 6;

    /// <summary><c>NFTA_NAT_FLAGS</c>.</summary>
    public const ushort Flags = 7;
}
