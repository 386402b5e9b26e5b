using System.Runtime.InteropServices;

namespace Linkspan.Dns.Kernel;

/// <summary><c>struct mmsghdr</c> of 64-bit Linux, 64 bytes: <c>struct msghdr</c> (56) and the length received or sent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Address;
    public uint AddressLength;
    public BufferRange* Buffers;
    public nuint BufferCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
    public uint Length;
}
