using System.Runtime.InteropServices;

namespace Linkspan.Bench;

/// <summary><c>struct mmsghdr</c> of a 64-bit system, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public long Flags; // an int and the padding to 8
    public uint Length; // msg_len: bytes sent or received
    private readonly uint _padding;
}
