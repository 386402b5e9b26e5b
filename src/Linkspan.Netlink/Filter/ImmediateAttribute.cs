namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the immediate expression.</summary>
internal static class ImmediateAttribute
{
    /// <summary><c>NFTA_IMMEDIATE_DREG</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NFTA_IMMEDIATE_DATA</c>.</summary>
    public const ushort Data = 2;
}
