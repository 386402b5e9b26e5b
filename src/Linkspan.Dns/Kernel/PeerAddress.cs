using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Linkspan.Dns.Kernel;

/// <summary><c>struct sockaddr_in</c> (16 bytes) or <c>sockaddr_in6</c> (28 bytes) in room for either; compared by its bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeerAddress : IEquatable<PeerAddress>
{
    /// <summary>Room for the larger of the two, in bytes.</summary>
    public const int Size = 32;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The address of an end point.</summary>
    public PeerAddress(IPAddress address, int port)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<PeerAddress>(ref this));
        bool v6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        BitConverter.TryWriteBytes(bytes, (ushort)(v6 ? LibC.Inet6 : LibC.Inet));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)port);
        address.TryWriteBytes(bytes[(v6 ? 8 : 4)..], out _);
        if (v6)
        {
            BitConverter.TryWriteBytes(bytes[24..], (uint)address.ScopeId);
        }
    }

    /// <summary>AF_INET or AF_INET6.</summary>
    public readonly int Family => (ushort)_a;

    /// <summary>Length in bytes as the kernel wants it.</summary>
    public readonly uint Length => Family == LibC.Inet6 ? 28u : 16u;

    /// <summary>Port in host order.</summary>
    public readonly ushort Port => BinaryPrimitives.ReverseEndianness((ushort)(_a >> 16));

    /// <inheritdoc/>
    public readonly bool Equals(PeerAddress other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is PeerAddress other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);
}
