using Linkspan.Netlink;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>
/// The host's ear and mouth on one segment, shared by all containers there. A tap on the host's own link hears what is for everybody and what is
/// addressed to any of the containers, whose links stand behind that link (macvlan, ipvlan) or beside it in a bridge: no socket in a container is
/// needed, and a container may have a firewall of its own.
/// </summary>
internal abstract class SegmentTap : LoopSource, IDisposable
{
    private const int ReceiveBatch = 32;

    private readonly EventLoop _loop;
    private readonly PacketSocket _socket;
    private readonly byte[] _buffer = new byte[2048];

    protected SegmentTap(EventLoop loop, (PacketSocket Socket, MacAddress Mac) opened)
    {
        _loop = loop;
        (_socket, Mac) = opened;
        Descriptor = opened.Socket.Descriptor;
        loop.Add(this, EpollEvents.Read);
    }

    /// <summary>Hardware address of the host's link.</summary>
    protected MacAddress Mac { get; }

    /// <summary>Opens a socket that hears what a filter lets through.</summary>
    /// <exception cref="KeepException">ENODEV: there is no such link.</exception>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    protected static (PacketSocket Socket, MacAddress Mac) Open(string name, Action<PacketSocket> restrict)
    {
        using var route = RouteSocket.Open();
        Link link = route.FindLink(name) ?? throw new KeepException(KeepException.NoDevice, $"the host has no link {name}");
        PacketSocket socket = PacketSocket.Open(link.Index, EthernetHeader.All);
        try
        {
            restrict(socket);
            return (socket, link.Mac);
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
            Take(_buffer.AsSpan(0, length));
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <returns>False where the link does not take it.</returns>
    public bool TrySend(Func<MacAddress, byte[]> frame) => _socket.TrySend(frame(Mac));

    public void Dispose()
    {
        _loop.Remove(this);
        Descriptor = -1;
        _socket.Dispose();
    }

    /// <summary>Takes a frame; anybody on the segment may have sent it.</summary>
    protected abstract void Take(ReadOnlySpan<byte> frame);

    /// <summary>Sends an answer that may be lost as on any wire.</summary>
    protected void Answer(ReadOnlySpan<byte> frame) => _socket.TrySend(frame);
}
