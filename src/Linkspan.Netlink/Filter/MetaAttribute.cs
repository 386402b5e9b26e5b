namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the meta expression.</summary>
internal static class MetaAttribute
{
    /// <summary><c>NFTA_META_DREG</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NFTA_META_KEY</c>.</summary>
    public const ushort Key = 2;

    /// <summary><c>NFTA_META_SREG</c>.</summary>
    public const ushort Source = 3;
}
