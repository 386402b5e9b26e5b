namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the masq expression.</summary>
internal static class MasqueradeAttribute
{
    /// <summary><c>NFTA_MASQ_FLAGS</c>.</summary>
    public const ushort Flags = 1;

    /// <summary><c>NFTA_MASQ_REG_PROTO_MIN</c>.</summary>
    public const ushort PortMin = 2;

    /// <summary><c>NFTA_MASQ_REG_PROTO_MAX</c>.</summary>
    public const ushort PortMax = 3;
}
