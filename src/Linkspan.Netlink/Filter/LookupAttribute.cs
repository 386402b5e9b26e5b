namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the lookup expression.</summary>
internal static class LookupAttribute
{
    /// <summary><c>NFTA_LOOKUP_SET</c>.</summary>
    public const ushort Set = 1;

    /// <summary><c>NFTA_LOOKUP_SREG</c>.</summary>
    public const ushort Source = 2;

    /// <summary><c>NFTA_LOOKUP_DREG</c>.</summary>
    public const ushort Destination = 3;

    /// <summary><c>NFTA_LOOKUP_FLAGS</c>.</summary>
    public const ushort Flags = 5;
}
