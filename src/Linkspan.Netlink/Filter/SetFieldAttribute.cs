namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of one field of a concatenation.</summary>
internal static class SetFieldAttribute
{
    /// <summary><c>NFTA_SET_FIELD_LEN</c>.</summary>
    public const ushort Length = 1;
}
