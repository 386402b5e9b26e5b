namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a list.</summary>
internal static class ListAttribute
{
    /// <summary><c>NFTA_LIST_ELEM</c>.</summary>
    public const ushort Element = 1;
}
