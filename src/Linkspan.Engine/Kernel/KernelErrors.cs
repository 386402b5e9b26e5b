using Linkspan.Engine.Plans;
using Linkspan.Netlink;

namespace Linkspan.Engine.Kernel;

/// <summary>Turns the kernel's errno into the kind and the sentence that the user gets, where the request says what it means.</summary>
internal static class KernelErrors
{
    /// <summary>The exception to throw for a refused request.</summary>
    /// <param name="request">What was being done.</param>
    /// <param name="error">What the kernel said.</param>
    public static LinkspanException Translate(string request, NetlinkException error) => error.Errno switch
    {
        Errno.NotPermitted => new LinkspanException(
            ErrorKind.Forbidden, $"cannot {request}: the kernel refused for lack of privilege; run as root or with CAP_NET_ADMIN and CAP_SYS_ADMIN", error),
        Errno.Exists => new LinkspanException(
            ErrorKind.Conflict, $"cannot {request}: something of that name or address exists that Linkspan did not make ({error.Message}); remove or rename it", error),
        Errno.NotSupported or Errno.FamilyNotSupported => new LinkspanException(
            ErrorKind.Unsupported, $"cannot {request}: this kernel lacks it ({error.Message}); needed are CONFIG_BRIDGE, CONFIG_VETH, CONFIG_NF_TABLES_INET, CONFIG_NFT_NAT", error),
        _ => new LinkspanException(ErrorKind.Internal, $"cannot {request}: {error.Message}", error),
    };

    /// <summary>The exception to throw where the kernel refuses a link on a parent.</summary>
    public static LinkspanException ForChild(ChildFact child, NetlinkException error)
    {
        string request = $"cannot make a {child.LinkKind} on {child.Parent}";
        return error.Errno switch
        {
            Errno.NotSupported => new LinkspanException(
                ErrorKind.Unsupported, $"{request}: this kernel has no {child.LinkKind}; it needs CONFIG_{child.LinkKind.ToUpperInvariant()}", error),
            Errno.Busy => new LinkspanException(
                ErrorKind.Conflict,
                $"{request}: another kind of link holds it already (a bridge, a bond, macvlan or ipvlan exclude each other); free it or choose another parent", error),
            Errno.Invalid => new LinkspanException(
                ErrorKind.Conflict,
                $"{request}: the kernel refuses ({error.Message}); mode passthru takes a parent alone, and no link's MTU may exceed its parent's", error),
            Errno.AddressInUse => new LinkspanException(ErrorKind.Conflict, $"{request}: another link on it has that address", error),
            _ => Translate($"make a {child.LinkKind} on {child.Parent}", error),
        };
    }

    /// <summary>The exception to throw where the kernel refuses a NIC as port of a bridge.</summary>
    public static LinkspanException ForUplink(UplinkFact uplink, NetlinkException error) => error.Errno == Errno.Busy
        ? new LinkspanException(
            ErrorKind.Conflict,
            $"cannot make {uplink.Nic} a port of a bridge: another kind of link holds it already (a bond, macvlan, ipvlan and bridges exclude each other); free it or choose another parent",
            error)
        : Translate($"make {uplink.Nic} a port of a bridge", error);

    /// <summary>A parent that is there no longer.</summary>
    public static LinkspanException ParentGone(string parent) => new(
        ErrorKind.Conflict, $"parent {parent} is gone from the host; bring it back, or remove the network and make it again on another");

    /// <summary>A parent that carries nothing.</summary>
    public static LinkspanException ParentDown(string parent) => new(
        ErrorKind.Conflict, $"parent {parent} is down; bring it up with 'ip link set {parent} up'");

    /// <summary>The exception to throw where the kernel refuses a VLAN.</summary>
    public static LinkspanException ForVlan(VlanFact vlan, NetlinkException error) => error.Errno switch
    {
        Errno.NotSupported => new LinkspanException(
            ErrorKind.Unsupported, $"cannot make VLAN {vlan.Id} of {vlan.Base}: this kernel has no VLANs; it needs CONFIG_VLAN_8021Q", error),
        Errno.Exists => new LinkspanException(
            ErrorKind.Conflict, $"cannot make {vlan.Name}: {vlan.Base} has a link for VLAN {vlan.Id} already, under another name; name that one as parent", error),
        _ => Translate($"make VLAN {vlan.Id} of {vlan.Base}", error),
    };
}
