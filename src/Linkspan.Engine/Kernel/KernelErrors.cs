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
}
