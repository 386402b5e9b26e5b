namespace Linkspan.Netlink.Filter;

/// <summary>Parts of a table that a transaction changed.</summary>
[Flags]
public enum TableParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Elements of sets and maps.</summary>
    Elements = 1,

    /// <summary>The table itself, chains, rules, sets.</summary>
    Structure = 2,
}
