using System.Runtime.InteropServices;

namespace Linkspan.Dns.Kernel;

/// <summary><c>struct mmsghdr</c> of 64-bit Linux, 64 bytes: <c>struct msghdr</c> (52, padded to 56) and the length received or sent.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct MessageHeader
{
    [FieldOffset(0)]
    public void* Address;

    [FieldOffset(8)]
    public uint AddressLength;

    [FieldOffset(16)]
    public BufferRange* Buffers;

    [FieldOffset(24)]
    public nuint BufferCount;

    [FieldOffset(32)]
    public void* Control;

    [FieldOffset(40)]
    public nuint ControlLength;

    [FieldOffset(48)]
    public int Flags;

    [FieldOffset(56)]
    public uint Length;
}
