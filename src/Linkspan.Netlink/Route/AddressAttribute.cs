namespace Linkspan.Netlink.Route;

/// <summary>Attributes of an address (linux/if_addr.h).</summary>
public static class AddressAttribute
{
    /// <summary><c>IFA_ADDRESS</c>.</summary>
    public const ushort Address = 1;

    /// <summary><c>IFA_LOCAL</c>.</summary>
    public const ushort Local = 2;

    /// <summary><c>IFA_LABEL</c>.</summary>
    public const ushort Label = 3;

    /// <summary><c>IFA_BROADCAST</c>.</summary>
    public const ushort Broadcast = 4;

    /// <summary><c>IFA_CACHEINFO</c>.</summary>
    public const ushort Cache = 6;

    /// <summary><c>IFA_FLAGS</c>.</summary>
    public const ushort Flags = 8;

    /// <summary><c>IFA_RT_PRIORITY</c>.</summary>
    public const ushort RoutePriority = 9;
}
