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

    private readonly Action<SegmentTap> _lost;

    /// <summary>Listens.</summary>
    /// <param name="loop">Loop on which it is served.</param>
    /// <param name="opened">The socket, and the link's hardware address.</param>
    /// <param name="lost">Called when the link went down or away: nothing is heard any more.</param>
    protected SegmentTap(EventLoop loop, (PacketSocket Socket, MacAddress Mac) opened, Action<SegmentTap> lost)
    {
        (_loop, _lost) = (loop, lost);
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

        if (events.HasFlag(EpollEvents.Error))
        {
            _lost(this); // ENETDOWN: the link went down, or away; one that comes back under its name is another
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <returns>False where the link does not take it.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame) => _socket.TrySend(frame);

    /// <summary>Hears frames to a hardware address whose link may not be there yet.</summary>
    /// <exception cref="NetlinkException">The link refuses.</exception>
    public void Listen(MacAddress address) => _socket.JoinUnicast(address);

    /// <summary>Leaves those frames to whoever has the address.</summary>
    public void Unlisten(MacAddress address) => _socket.LeaveUnicast(address);

    public void Dispose()
    {
        _loop.Remove(this);
        Descriptor = -1;
        _socket.Dispose();
    }

    /// <summary>Takes a frame; anybody on the segment may have sent it.</summary>
    protected abstract void Take(ReadOnlySpan<byte> frame);
}
