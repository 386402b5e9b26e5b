namespace Linkspan.Netlink.Route;

/// <summary>Whose table an entry is in (<c>ndm_flags</c>, linux/neighbour.h).</summary>
[Flags]
internal enum FdbFlags : byte
{
    /// <summary>The link's own, e.g. a VXLAN's: <c>NTF_SELF</c>.</summary>
    Self = 0x02,

    /// <summary>The bridge's that the link is a port of: <c>NTF_MASTER</c>.</summary>
    Master = 0x04,
}
