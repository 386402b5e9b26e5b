using System.Runtime.InteropServices;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>Frames of one type on one link, sent and received as they are (packet(7)).</summary>
public sealed unsafe class PacketSocket : IDisposable
{
    private const int PacketLevel = 263; // SOL_PACKET
    private const int AddMembership = 1; // PACKET_ADD_MEMBERSHIP
    private const int DropMembership = 2; // PACKET_DROP_MEMBERSHIP
    private const ushort MulticastMembership = 0; // PACKET_MR_MULTICAST
    private const ushort AllMulticastMembership = 2; // PACKET_MR_ALLMULTI
    private const ushort UnicastMembership = 3; // PACKET_MR_UNICAST
    private const int AttachFilter = 26; // SO_ATTACH_FILTER
    private const uint VlanTagPresent = 0xfffff000 + 48; // SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT
    private const short PollIn = 1; // POLLIN

    private readonly int _link;
    private int _socket;

    private PacketSocket(int socket, int link) => (_socket, _link) = (socket, link);

    /// <summary>Opens a socket in the calling thread's namespace.</summary>
    /// <param name="link">Index of the link.</param>
    /// <param name="type">Type of the frames, e.g. <see cref="EthernetHeader.Arp"/>; 0 to send only.</param>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_RAW; ENODEV; EAFNOSUPPORT on a kernel without CONFIG_PACKET.</exception>
    public static PacketSocket Open(int link, ushort type)
    {
        int socket = LibC.Socket(LibC.PacketFamily, LibC.Raw | LibC.CloseOnExec, protocol: 0); // nothing is received before the bind
        if (socket < 0)
        {
            throw NetlinkException.FromLastError("open a packet socket");
        }

        var opened = new PacketSocket(socket, link);
        try
        {
            opened.Bind(type);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Opens a socket on a link of <paramref name="target"/>.</summary>
    /// <exception cref="NetlinkException">As for the calling thread's namespace, or the namespace cannot be entered.</exception>
    public static PacketSocket Open(NetworkNamespace target, int link, ushort type)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Run((link, type), static wanted => Open(wanted.link, wanted.type));
    }

    /// <summary>The descriptor, to be waited for; it stays the socket's own.</summary>
    public int Descriptor => _socket;

    /// <summary>Receives frames to a multicast hardware address too.</summary>
    /// <exception cref="NetlinkException">The link takes no more of them.</exception>
    public void Join(MacAddress group) => Join(Member(MulticastMembership, group));

    /// <summary>Has the link take in frames to a further hardware address of its own.</summary>
    /// <exception cref="NetlinkException">The link takes no more of them.</exception>
    public void JoinUnicast(MacAddress address) => Join(Member(UnicastMembership, address));

    /// <summary>Takes back what <see cref="JoinUnicast"/> did; nothing happens where that was not.</summary>
    public void LeaveUnicast(MacAddress address)
    {
        Membership request = Member(UnicastMembership, address);
        _ = LibC.SetOption(_socket, PacketLevel, DropMembership, &request, (uint)sizeof(Membership));
    }

    /// <summary>Receives frames to every multicast hardware address.</summary>
    /// <exception cref="NetlinkException">The link refuses.</exception>
    public void JoinAll() => Join(new Membership { Link = _link, Type = AllMulticastMembership });

    private Membership Member(ushort type, MacAddress address)
    {
        var request = new Membership { Link = _link, Type = type, AddressLength = MacAddress.Length };
        address.Write(new Span<byte>(request.Address, MacAddress.Length));
        return request;
    }

    private void Join(Membership request)
    {
        if (LibC.SetOption(_socket, PacketLevel, AddMembership, &request, (uint)sizeof(Membership)) < 0)
        {
            throw NetlinkException.FromLastError("join a multicast hardware address");
        }
    }

    /// <summary>Keeps all IPv6 but neighbour solicitations and advertisements out of the socket: a busy link carries much else.</summary>
    /// <exception cref="NetlinkException">The kernel refuses the filter.</exception>
    public void TakeNeighbourDiscoveryOnly()
    {
        ReadOnlySpan<FilterStep> program =
        [
            new(0x30, 0, 0, 20), // load byte 20: next header
            new(0x15, 0, 4, 58), // ICMPv6, else refuse
            new(0x30, 0, 0, 54), // load byte 54: type
            new(0x15, 1, 0, 135),
            new(0x15, 0, 1, 136),
            new(0x06, 0, 0, 0xffff),
            new(0x06, 0, 0, 0),
        ];
        Attach(program);
    }

    /// <summary>Keeps everything but whole UDP datagrams over IPv4 to one port out of the socket.</summary>
    /// <exception cref="NetlinkException">The kernel refuses the filter.</exception>
    public void TakeUdpOnly(ushort port)
    {
        ReadOnlySpan<FilterStep> program =
        [
            new(0x28, 0, 0, 12), // load two bytes at 12: type of the frame
            new(0x15, 0, 8, EthernetHeader.IPv4), // else refuse
            new(0x30, 0, 0, 23), // protocol
            new(0x15, 0, 6, 17), // UDP
            new(0x28, 0, 0, 20), // flags and fragment offset
            new(0x45, 4, 0, 0x1fff), // a later fragment has no ports
            new(0xb1, 0, 0, 14), // X = length of the IP header at 14
            new(0x48, 0, 0, 16), // destination port, at 14 + X + 2
            new(0x15, 0, 1, port),
            new(0x06, 0, 0, 0xffff),
            new(0x06, 0, 0, 0),
        ];
        Attach(program);
    }

    /// <summary>
    /// Keeps everything out of the socket but what the link itself carries, outside VLANs, of router advertisements, neighbour solicitations and
    /// UDP over IPv6 to one port.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refuses the filter.</exception>
    public void TakeSegment6Only(ushort port)
    {
        ReadOnlySpan<FilterStep> program =
        [
            new(0x30, 0, 0, VlanTagPresent), // the tag is taken off before a tap sees the frame
            new(0x15, 0, 11, 0), // else refuse
            new(0x28, 0, 0, 12), // type of the frame
            new(0x15, 0, 9, EthernetHeader.IPv6),
            new(0x30, 0, 0, 20), // next header
            new(0x15, 0, 3, 58), // ICMPv6
            new(0x30, 0, 0, 54), // its type
            new(0x15, 4, 0, 134),
            new(0x15, 3, 4, 135),
            new(0x15, 0, 3, 17), // UDP
            new(0x28, 0, 0, 56), // destination port
            new(0x15, 0, 1, port),
            new(0x06, 0, 0, 0xffff),
            new(0x06, 0, 0, 0),
        ];
        Attach(program);
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="NetlinkException">ENETDOWN where the link is down; ENXIO, ENODEV where it is gone.</exception>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (!TrySend(frame))
        {
            throw NetlinkException.FromLastError("send a frame");
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <returns>False where the link does not take it.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame)
        {
            return LibC.Send(_socket, start, frame.Length, 0) == frame.Length;
        }
    }

    /// <summary>Receives the next frame that another machine sent.</summary>
    /// <param name="buffer">Receives the frame; what does not fit is cut off.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>Its length; 0 where none came.</returns>
    public int Receive(Span<byte> buffer, TimeSpan patience)
    {
        var wait = new Wait { Descriptor = _socket, Events = PollIn };
        if (LibC.Poll(&wait, 1, (int)Math.Max(0, Math.Ceiling(patience.TotalMilliseconds))) <= 0)
        {
            return 0;
        }

        fixed (byte* start = buffer)
        {
            nint length = LibC.ReceiveFrom(_socket, start, buffer.Length, LibC.DontWait, null, null);
            return length < 0 ? 0 : (int)length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int socket = Interlocked.Exchange(ref _socket, -1);
        if (socket >= 0)
        {
            _ = LibC.Close(socket);
        }
    }

    private void Attach(ReadOnlySpan<FilterStep> program)
    {
        fixed (FilterStep* steps = program)
        {
            var filter = new FilterProgram { Length = (ushort)program.Length, Steps = steps };
            if (LibC.SetOption(_socket, LibC.SocketLevel, AttachFilter, &filter, (uint)sizeof(FilterProgram)) < 0)
            {
                throw NetlinkException.FromLastError("attach a packet filter");
            }
        }
    }

    private void Bind(ushort type)
    {
        var address = new LinkLayerAddress
        {
            Family = LibC.PacketFamily,
            Protocol = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(type),
            Link = _link,
        };
        if (LibC.Bind(_socket, &address, (uint)sizeof(LinkLayerAddress)) < 0)
        {
            throw NetlinkException.FromLastError("bind a packet socket");
        }
    }

    /// <summary><c>struct sockaddr_ll</c>, 20 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkLayerAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Link;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressLength;
        public fixed byte Address[8];
    }

    /// <summary><c>struct packet_mreq</c>, 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Membership
    {
        public int Link;
        public ushort Type;
        public ushort AddressLength;
        public fixed byte Address[8];
    }

    /// <summary><c>struct sock_filter</c>, 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct FilterStep(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        private readonly ushort _code = code;
        private readonly byte _ifTrue = ifTrue;
        private readonly byte _ifFalse = ifFalse;
        private readonly uint _operand = operand;
    }

    /// <summary><c>struct sock_fprog</c>, 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public FilterStep* Steps;
    }

    /// <summary><c>struct pollfd</c>, 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Wait
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
