namespace Linkspan.Netlink.Filter;

/// <summary>Flags of an element.</summary>
[Flags]
public enum ElementFlags : uint
{
    /// <summary>First key after a range: <c>NFT_SET_ELEM_INTERVAL_END</c>.</summary>
    IntervalEnd = 1,

    /// <summary>Matches what nothing else does: <c>NFT_SET_ELEM_CATCHALL</c>.</summary>
    CatchAll = 2,
}
