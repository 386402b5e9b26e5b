namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the ct expression.</summary>
internal static class ConntrackAttribute
{
    /// <summary><c>NFTA_CT_DREG</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NFTA_CT_KEY</c>.</summary>
    public const ushort Key = 2;

    /// <summary><c>NFTA_CT_DIRECTION</c>.</summary>
    public const ushort Direction = 3;

    /// <summary><c>NFTA_CT_SREG</c>.</summary>
    public const ushort Source = 4;
}
