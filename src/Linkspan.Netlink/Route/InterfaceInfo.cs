using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Route;

/// <summary>Fixed header of link messages: <c>struct ifinfomsg</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InterfaceInfo
{
    public byte Family;
    public byte Padding;
    public ushort Type;
    public int Index;
    public uint Flags;
    public uint Change;
}
