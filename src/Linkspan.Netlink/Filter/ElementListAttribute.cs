namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a message that carries elements.</summary>
internal static class ElementListAttribute
{
    /// <summary><c>NFTA_SET_ELEM_LIST_TABLE</c>.</summary>
    public const ushort Table = 1;

    /// <summary><c>NFTA_SET_ELEM_LIST_SET</c>.</summary>
    public const ushort Set = 2;

    /// <summary><c>NFTA_SET_ELEM_LIST_ELEMENTS</c>.</summary>
    public const ushort Elements = 3;
}
