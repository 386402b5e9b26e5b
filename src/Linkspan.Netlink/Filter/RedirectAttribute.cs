namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of the redir expression.</summary>
internal static class RedirectAttribute
{
    /// <summary><c>NFTA_REDIR_REG_PROTO_MIN</c>.</summary>
    public const ushort PortMin = 1;

    /// <summary><c>NFTA_REDIR_REG_PROTO_MAX</c>.</summary>
    public const ushort PortMax = 2;

    /// <summary><c>NFTA_REDIR_FLAGS</c>.</summary>
    public const ushort Flags = 3;
}
