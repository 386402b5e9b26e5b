using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Route;

/// <summary>Fixed header of address messages: <c>struct ifaddrmsg</c>, 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InterfaceAddress
{
    public byte Family;
    public byte PrefixLength;
    public byte Flags;
    public byte Scope;
    public int Index;
}
