namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the payload expression.</summary>
internal static class PayloadAttribute
{
    /// <summary><c>NFTA_PAYLOAD_DREG</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NFTA_PAYLOAD_BASE</c>.</summary>
    public const ushort Base = 2;

    /// <summary><c>NFTA_PAYLOAD_OFFSET</c>.</summary>
    public const ushort Offset = 3;

    /// <summary><c>NFTA_PAYLOAD_LEN</c>.</summary>
    public const ushort Length = 4;
}
