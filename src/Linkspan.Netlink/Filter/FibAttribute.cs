namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the fib expression.</summary>
internal static class FibAttribute
{
    /// <summary><c>NFTA_FIB_DREG</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>NFTA_FIB_RESULT</c>.</summary>
    public const ushort Result = 2;

    /// <summary><c>NFTA_FIB_FLAGS</c>.</summary>
    public const ushort Flags = 3;
}
