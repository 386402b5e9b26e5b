using System.Net;
using Linkspan.Dhcp.Wire6;
using Linkspan.Netlink.Packet;

namespace Linkspan.Net.Keep.Leases;

/// <summary>
/// DHCPv6 and routers' words on one segment. Servers ask for the hardware address of who they answer to; the kernel does not have those
/// addresses, so that it is told here.
/// </summary>
/// <param name="loop">Loop on which it is served.</param>
/// <param name="link">Name of the host's link on the segment.</param>
/// <param name="answered">Called with each answer of a server.</param>
/// <param name="heard">Called with each advertisement of a router.</param>
/// <param name="clientOf">The client of ours that speaks from an address, or null.</param>
/// <param name="lost">Called when the link went down or away.</param>
internal sealed class SegmentSocket6(
    EventLoop loop, string link, Action<Dhcp6Reply> answered, Action<RouterAdvertisement> heard, Func<IPAddress, HeldLease6?> clientOf, Action<SegmentTap> lost)
    : SegmentTap(loop, Open(link, Restrict), lost)
{
    /// <summary>Port of servers.</summary>
    public const ushort ServerPort = 547;

    /// <summary>Port of clients.</summary>
    public const ushort ClientPort = 546;

    protected override void Take(ReadOnlySpan<byte> frame)
    {
        if (IPv6Frame.TryReadUdp(frame, ClientPort, out ReadOnlySpan<byte> payload))
        {
            if (Dhcp6Reply.TryRead(payload, out Dhcp6Reply reply))
            {
                answered(reply);
            }
        }
        else if (NeighbourFrame.TryRead(frame, out NeighbourFrame neighbour))
        {
            // Who asks without an address tries its own: it is not told that ours is in use.
            if (neighbour.IsSolicitation && !neighbour.Sender.Equals(IPAddress.IPv6Any) && clientOf(neighbour.Target) is { } client)
            {
                TrySend(neighbour.WriteAnswer(stackalloc byte[NeighbourFrame.Length], client.Answered ?? Mac)); // it may be lost as on any wire
            }
        }
        else if (IPv6Frame.TryReadDiscovery(frame, out IPAddress source, out ReadOnlySpan<byte> message) &&
                 RouterAdvertisement.TryRead(source, message, out RouterAdvertisement advertisement))
        {
            heard(advertisement);
        }
    }

    private static void Restrict(PacketSocket socket)
    {
        socket.TakeSegment6Only(ClientPort);
        socket.JoinAll();
    }
}
