using Linkspan.Dhcp.Wire;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>DHCPv4 on one segment.</summary>
/// <param name="loop">Loop on which it is served.</param>
/// <param name="link">Name of the host's link on the segment.</param>
/// <param name="received">Called with each answer of a server and the hardware address that it came from.</param>
/// <param name="lost">Called when the link went down or away.</param>
internal sealed class SegmentSocket(EventLoop loop, string link, Action<DhcpReply, MacAddress> received, Action<SegmentTap> lost)
    : SegmentTap(loop, Open(link, static socket => socket.TakeUdpOnly(ClientPort)), lost)
{
    /// <summary>Port of servers.</summary>
    public const ushort ServerPort = 67;

    /// <summary>Port of clients.</summary>
    public const ushort ClientPort = 68;

    protected override void Take(ReadOnlySpan<byte> frame)
    {
        if (UdpFrame.TryRead(frame, ClientPort, out MacAddress sender, out ReadOnlySpan<byte> payload) && DhcpReply.TryRead(payload, out DhcpReply reply))
        {
            received(reply, sender);
        }
    }
}
