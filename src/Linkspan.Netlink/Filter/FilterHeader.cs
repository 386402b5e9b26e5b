using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Filter;

/// <summary>Fixed header of nfnetlink messages: <c>struct nfgenmsg</c>, 4 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FilterHeader
{
    public byte Family;
    public byte Version;
    public ushort ResourceBigEndian;

    public FilterHeader(FilterFamily family, ushort resource = 0)
    {
        Family = (byte)family;
        ResourceBigEndian = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(resource) : resource;
    }
}
