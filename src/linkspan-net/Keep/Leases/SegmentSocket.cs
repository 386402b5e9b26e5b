using System.Net;
using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire;
using Linkspan.Netlink;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>
/// The host's ear and mouth on one segment for DHCP, shared by all containers there. A tap on the host's own link hears broadcasts and what is
/// addressed to any of the containers, whose links stand behind that link (macvlan, ipvlan) or beside it in a bridge: no socket in a container is
/// needed, and a container may have a firewall of its own.
/// </summary>
internal sealed class SegmentSocket : LoopSource, IDisposable
{
    private const ushort ServerPort = 67;
    private const ushort ClientPort = 68;
    private const int ReceiveBatch = 32;

    private readonly EventLoop _loop;
    private readonly PacketSocket _socket;
    private readonly Action<DhcpReply, MacAddress> _received;
    private readonly byte[] _buffer = new byte[2048];

    private SegmentSocket(EventLoop loop, string link, PacketSocket socket, Action<DhcpReply, MacAddress> received)
    {
        _loop = loop;
        _socket = socket;
        _received = received;
        Link = link;
        Descriptor = socket.Descriptor;
        loop.Add(this, EpollEvents.Read);
    }

    /// <summary>Name of the link.</summary>
    public string Link { get; }

    /// <summary>Opens the socket.</summary>
    /// <param name="loop">Loop on which it is served.</param>
    /// <param name="link">Name of the host's link on the segment.</param>
    /// <param name="received">Called with each answer of a server and the hardware address that it came from.</param>
    /// <exception cref="KeepException">ENODEV: there is no such link.</exception>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public static SegmentSocket Open(EventLoop loop, string link, Action<DhcpReply, MacAddress> received)
    {
        using var route = RouteSocket.Open();
        int index = route.FindIndex(link);
        if (index == 0)
        {
            throw new KeepException(KeepException.NoDevice, $"the host has no link {link}");
        }

        PacketSocket socket = PacketSocket.Open(index, EthernetHeader.All);
        try
        {
            socket.TakeUdpOnly(ClientPort);
            return new SegmentSocket(loop, link, socket, received);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override void Ready(EpollEvents events)
    {
        for (int count = 0; count < ReceiveBatch && _socket.Receive(_buffer, TimeSpan.Zero) is > 0 and int length; count++)
        {
            if (UdpFrame.TryRead(_buffer.AsSpan(0, length), ClientPort, out MacAddress sender, out ReadOnlySpan<byte> payload) &&
                DhcpReply.TryRead(payload, out DhcpReply reply))
            {
                _received(reply, sender);
            }
        }
    }

    /// <summary>Sends a message of a client.</summary>
    /// <param name="send">The message and where it goes.</param>
    /// <param name="client">Hardware address of the client.</param>
    /// <param name="server">Hardware address by which the server is reached.</param>
    /// <returns>False where the link does not take it.</returns>
    public bool TrySend(DhcpSend send, MacAddress client, MacAddress server)
    {
        Span<byte> frame = stackalloc byte[UdpFrame.HeaderLength + DhcpRequest.MaximumSize];
        frame = frame[..(UdpFrame.HeaderLength + send.Message.Write(frame[UdpFrame.HeaderLength..]))];
        UdpFrame.Write(
            frame,
            (client, new IPEndPoint(send.From ?? IPAddress.Any, ClientPort)),
            (send.To is null ? MacAddress.Broadcast : server, new IPEndPoint(send.To ?? IPAddress.Broadcast, ServerPort)));
        return _socket.TrySend(frame);
    }

    public void Dispose()
    {
        _loop.Remove(this);
        Descriptor = -1;
        _socket.Dispose();
    }
}
