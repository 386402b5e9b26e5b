namespace Linkspan.Netlink.Filter;

/// <summary>What the fib expression answers (enum nft_fib_result).</summary>
public enum FibResult : uint
{
    /// <summary><c>NFT_FIB_RESULT_OIF</c>.</summary>
    OutputIndex = 1,

    /// <summary><c>NFT_FIB_RESULT_OIFNAME</c>.</summary>
    OutputName = 2,

    /// <summary>A value of RTN_*: local is 2: <c>NFT_FIB_RESULT_ADDRTYPE</c>.</summary>
    AddressType = 3,
}
