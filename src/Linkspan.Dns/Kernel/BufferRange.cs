using System.Runtime.InteropServices;

namespace Linkspan.Dns.Kernel;

/// <summary><c>struct iovec</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferRange
{
    public void* Start;
    public nuint Length;
}
