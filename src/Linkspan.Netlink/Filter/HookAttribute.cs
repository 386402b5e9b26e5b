namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a base chain's hook.</summary>
internal static class HookAttribute
{
    /// <summary><c>NFTA_HOOK_HOOKNUM</c>.</summary>
    public const ushort Number = 1;

    /// <summary><c>NFTA_HOOK_PRIORITY</c>.</summary>
    public const ushort Priority = 2;

    /// <summary><c>NFTA_HOOK_DEV</c>.</summary>
    public const ushort Device = 3;
}
