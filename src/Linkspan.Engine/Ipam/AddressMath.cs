using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Linkspan.Engine.Ipam;

/// <summary>Addresses as numbers: IPv4 in the low 32 bits, IPv6 in all 128, host byte order.</summary>
internal static class AddressMath
{
    /// <summary>The address as a number.</summary>
    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The number as an address of the family.</summary>
    public static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (family == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
            return new IPAddress(bytes[..4]);
        }

        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    /// <summary>Bits in an address of the family: 32 or 128.</summary>
    public static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    /// <summary>First address of the range.</summary>
    public static UInt128 First(IPNetwork network) => ToNumber(network.BaseAddress);

    /// <summary>Last address of the range.</summary>
    public static UInt128 Last(IPNetwork network)
    {
        int hostBits = Bits(network.BaseAddress.AddressFamily) - network.PrefixLength;
        return hostBits == 128 ? UInt128.MaxValue : First(network) | ((UInt128.One << hostBits) - 1);
    }

    /// <summary>True where the two ranges share an address; ranges of different families never do.</summary>
    public static bool Overlap(IPNetwork left, IPNetwork right) =>
        left.BaseAddress.AddressFamily == right.BaseAddress.AddressFamily &&
        (left.Contains(right.BaseAddress) || right.Contains(left.BaseAddress));

    /// <summary>True where <paramref name="inner"/> lies wholly in <paramref name="outer"/>.</summary>
    public static bool Contains(IPNetwork outer, IPNetwork inner) =>
        outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily &&
        outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);
}
