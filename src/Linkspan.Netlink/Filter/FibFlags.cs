namespace Linkspan.Netlink.Filter;

/// <summary>What the fib expression looks up (enum nft_fib_flags).</summary>
[Flags]
public enum FibFlags : uint
{
    /// <summary><c>NFTA_FIB_F_SADDR</c>.</summary>
    Source = 1,

    /// <summary><c>NFTA_FIB_F_DADDR</c>.</summary>
    Destination = 2,

    /// <summary><c>NFTA_FIB_F_MARK</c>.</summary>
    Mark = 4,

    /// <summary><c>NFTA_FIB_F_IIF</c>.</summary>
    Input = 8,

    /// <summary><c>NFTA_FIB_F_OIF</c>.</summary>
    Output = 0x10,

    /// <summary><c>NFTA_FIB_F_PRESENT</c>.</summary>
    Present = 0x20,
}
