namespace Linkspan.Net.Keep.Ports;

/// <summary>Datagrams with the local address in a control message: IP_PKTINFO (ip(7)) and IPV6_PKTINFO (ipv6(7)).</summary>
internal static unsafe class UdpPacket
{
    private const int IPv4Info = 8; // IP_PKTINFO
    private const int IPv6ReceiveInfo = 49; // IPV6_RECVPKTINFO
    private const int IPv6Info = 50; // IPV6_PKTINFO
    private const int ControlHead = 16; // struct cmsghdr
    private const int IPv4InfoSize = 12; // struct in_pktinfo: index, spec_dst, addr
    private const int IPv6InfoSize = 20; // struct in6_pktinfo: addr, index
    private const int ControlSize = 64;

    /// <summary>Asks the kernel to tell the local address of each datagram.</summary>
    public static void Enable(int socket, int family)
    {
        int on = 1;
        _ = family == LibC.Inet6
            ? LibC.SetOption(socket, Native.IPv6Level, IPv6ReceiveInfo, &on, sizeof(int))
            : LibC.SetOption(socket, 0, IPv4Info, &on, sizeof(int));
    }

    /// <summary>Takes a datagram.</summary>
    /// <returns>Its length in bytes, or −1 where none is there.</returns>
    public static nint Receive(int socket, Span<byte> buffer, out UdpPeer peer)
    {
        PeerAddress client = default;
        byte* control = stackalloc byte[ControlSize];
        nint count;
        fixed (byte* bytes = buffer)
        {
            BufferRange range = new() { Start = bytes, Length = (nuint)buffer.Length };
            MessageHeader header = Header(&client, PeerAddress.Size, &range, control, ControlSize);
            count = Native.ReceiveMessage(socket, &header, LibC.DontWait);
            peer = header.ControlLength >= ControlHead + IPv4InfoSize ? WithLocal(client, control) : new UdpPeer(client, 0, 0, 0);
        }

        return count;
    }

    /// <summary>Sends a datagram from the address that the client wrote to.</summary>
    public static void Send(int socket, ReadOnlySpan<byte> bytes, UdpPeer peer)
    {
        PeerAddress client = peer.Client;
        byte* control = stackalloc byte[ControlSize];
        new Span<byte>(control, ControlSize).Clear();
        fixed (byte* start = bytes)
        {
            BufferRange range = new() { Start = start, Length = (nuint)bytes.Length };
            bool v6 = client.Family == LibC.Inet6;
            MessageHeader header = Header(&client, client.Length, &range, control, v6 ? 40u : 32u);
            if (v6)
            {
                Head(control, ControlHead + IPv6InfoSize, Native.IPv6Level, IPv6Info);
                *(ulong*)(control + ControlHead) = peer.LocalHigh;
                *(ulong*)(control + ControlHead + 8) = peer.LocalLow;
                *(int*)(control + ControlHead + 16) = peer.Index;
            }
            else
            {
                Head(control, ControlHead + IPv4InfoSize, 0, IPv4Info);
                *(uint*)(control + ControlHead + 4) = (uint)peer.LocalHigh;
            }

            _ = Native.SendMessage(socket, &header, LibC.DontWait | LibC.NoSignal);
        }
    }

    private static UdpPeer WithLocal(PeerAddress client, byte* control) => client.Family == LibC.Inet6
        ? new UdpPeer(
            client, *(ulong*)(control + ControlHead), *(ulong*)(control + ControlHead + 8), *(int*)(control + ControlHead + 16))
        : new UdpPeer(client, *(uint*)(control + ControlHead + 4), 0, 0); // ipi_spec_dst: the local address, ipi_addr may be a broadcast

    private static void Head(byte* control, nuint length, int level, int type)
    {
        *(nuint*)control = length;
        *(int*)(control + 8) = level;
        *(int*)(control + 12) = type;
    }

    private static MessageHeader Header(PeerAddress* address, uint addressLength, BufferRange* range, byte* control, nuint controlLength) => new()
    {
        Address = address,
        AddressLength = addressLength,
        Buffers = range,
        BufferCount = 1,
        Control = control,
        ControlLength = controlLength,
    };
}
