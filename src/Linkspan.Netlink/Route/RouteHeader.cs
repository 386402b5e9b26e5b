using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Route;

/// <summary>Fixed header of route messages (<c>struct rtmsg</c>) and, with the same layout, of rules (<c>struct fib_rule_hdr</c>): 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    public byte Family;
    public byte DestinationLength;
    public byte SourceLength;
    public byte TypeOfService;
    public byte Table;
    public byte Protocol;
    public byte Scope;
    public byte Type;
    public uint Flags;
}
