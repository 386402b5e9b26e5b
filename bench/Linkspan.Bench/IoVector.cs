using System.Runtime.InteropServices;

namespace Linkspan.Bench;

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public void* Start;
    public nuint Length;
}
