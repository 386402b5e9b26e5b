namespace Linkspan.Netlink.Filter;

/// <summary>Attributes inside <see cref="SetAttribute.Description"/>.</summary>
internal static class SetDescriptionAttribute
{
    /// <summary><c>NFTA_SET_DESC_SIZE</c>.</summary>
    public const ushort Size = 1;

    /// <summary><c>NFTA_SET_DESC_CONCAT</c>.</summary>
    public const ushort Concatenation = 2;
}
