namespace Linkspan.Engine.Kernel;

/// <summary>
/// Link groups (IFLA_GROUP) mark what is ours in a namespace: no file and no name pattern decides what may be removed.
/// The numbers are arbitrary and far from those that administrators use.
/// </summary>
internal static class LinkGroups
{
    /// <summary>Links in use.</summary>
    public const uint Ours = 0x4c53;

    /// <summary>Links that are down and out of use, to be deleted in bulk: one veth alone costs 15–35 ms of RCU grace periods, fifty the same.</summary>
    public const uint Retired = 0x4c54;
}
