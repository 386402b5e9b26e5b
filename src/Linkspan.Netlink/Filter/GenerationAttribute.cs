namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a generation.</summary>
internal static class GenerationAttribute
{
    /// <summary><c>NFTA_GEN_ID</c>.</summary>
    public const ushort Id = 1;

    /// <summary><c>NFTA_GEN_PROC_PID</c>.</summary>
    public const ushort ProcessId = 2;

    /// <summary><c>NFTA_GEN_PROC_NAME</c>.</summary>
    public const ushort ProcessName = 3;
}
