namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of an element.</summary>
internal static class ElementAttribute
{
    /// <summary><c>NFTA_SET_ELEM_KEY</c>.</summary>
    public const ushort Key = 1;

    /// <summary><c>NFTA_SET_ELEM_DATA</c>.</summary>
    public const ushort Data = 2;

    /// <summary><c>NFTA_SET_ELEM_FLAGS</c>.</summary>
    public const ushort Flags = 3;

    /// <summary><c>NFTA_SET_ELEM_TIMEOUT</c>.</summary>
    public const ushort Timeout = 4;

    /// <summary><c>NFTA_SET_ELEM_EXPIRATION</c>.</summary>
    public const ushort Expiration = 5;

    /// <summary><c>NFTA_SET_ELEM_USERDATA</c>.</summary>
    public const ushort UserData = 6;

    /// <summary><c>NFTA_SET_ELEM_KEY_END</c>.</summary>
    public const ushort KeyEnd = 10;
}
