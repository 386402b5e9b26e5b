using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Traffic;

/// <summary>Fixed header of traffic control messages: <c>struct tcmsg</c>, 20 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrafficHeader
{
    public byte Family;
    public byte Padding1;
    public ushort Padding2;
    public int Index;
    public uint Handle;
    public uint Parent;
    public uint Details; // of a filter: its priority and protocol
}
