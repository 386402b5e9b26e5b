namespace Linkspan.Netlink.Wire;

/// <summary>Attributes of an extended acknowledgement (enum nlmsgerr_attrs).</summary>
public static class ErrorAttribute
{
    /// <summary>The kernel's words: <c>NLMSGERR_ATTR_MSG</c>.</summary>
    public const ushort Text = 1;

    /// <summary>Offset of the refused attribute from the start of the request: <c>NLMSGERR_ATTR_OFFS</c>.</summary>
    public const ushort Offset = 2;
}
