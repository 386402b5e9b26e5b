using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Route;

/// <summary>Fixed header of neighbour and FDB messages: <c>struct ndmsg</c>, 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    public byte Family;
    public byte Padding1;
    public ushort Padding2;
    public int Index;
    public ushort State;
    public byte Flags;
    public byte Type;
}
