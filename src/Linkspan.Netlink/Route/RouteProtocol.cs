namespace Linkspan.Netlink.Route;

/// <summary>Who made a route (linux/rtnetlink.h). Other values are free for use.</summary>
public enum RouteProtocol : byte
{
    /// <summary><c>RTPROT_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary><c>RTPROT_REDIRECT</c>.</summary>
    Redirect = 1,

    /// <summary>The kernel, with an address: <c>RTPROT_KERNEL</c>.</summary>
    Kernel = 2,

    /// <summary>Boot scripts, and <c>ip route</c> by default: <c>RTPROT_BOOT</c>.</summary>
    Boot = 3,

    /// <summary>The administrator: <c>RTPROT_STATIC</c>.</summary>
    Static = 4,

    /// <summary>Router advertisements: <c>RTPROT_RA</c>.</summary>
    RouterAdvertisement = 9,

    /// <summary>DHCP: <c>RTPROT_DHCP</c>.</summary>
    Dhcp = 16,
}
