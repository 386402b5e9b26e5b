namespace Linkspan.Netlink.Filter;

/// <summary>Flags of a table.</summary>
[Flags]
public enum TableFlags : uint
{
    /// <summary>Its chains are not hooked: <c>NFT_TABLE_F_DORMANT</c>.</summary>
    Dormant = 1,

    /// <summary>Only the socket that made it may change it, and it ends with that socket: <c>NFT_TABLE_F_OWNER</c>.</summary>
    Owner = 2,
}
