using System.Net;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Asks a physical segment whether anybody has an address (RFC 5227 for IPv4, RFC 4862 for IPv6), from the host's own link on it and
/// before anything is made, so that nobody is disturbed. The RFCs wait seconds for machines that are just booting; a machine that runs
/// answers in milliseconds, so three questions within <see cref="Patience"/> find it.
/// </summary>
internal static class AddressProbe
{
    /// <summary>How long a probe takes where nobody answers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private const int Questions = 3;

    /// <summary>The hardware address of whoever has the address; null where nobody answered.</summary>
    /// <param name="link">Link of the host on the segment.</param>
    /// <param name="address">Address to ask for.</param>
    /// <param name="own">Hardware addresses that are no stranger's: those of the container that is to have the address.</param>
    /// <exception cref="Netlink.NetlinkException">The link is down or gone.</exception>
    public static MacAddress? FindOwner(Link link, IPAddress address, MacAddress own)
    {
        bool v4 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        using var socket = PacketSocket.Open(link.Index, v4 ? EthernetHeader.Arp : EthernetHeader.IPv6);
        if (!v4)
        {
            socket.TakeNeighbourDiscoveryOnly();
            socket.Join(NeighbourFrame.GroupMac(NeighbourFrame.SolicitedGroup(address)));
            socket.Join(NeighbourFrame.GroupMac(IPAddress.Parse("ff02::1")));
        }

        Span<byte> buffer = stackalloc byte[256];
        TimeSpan step = Patience / Questions;
        for (int question = 0; question < Questions; question++)
        {
            socket.Send(v4 ? ArpFrame.Probe(link.Mac, address).Write(buffer) : NeighbourFrame.Probe(link.Mac, address).Write(buffer));
            long asked = TimeProvider.System.GetTimestamp();
            for (TimeSpan left = step; left > TimeSpan.Zero; left = step - TimeProvider.System.GetElapsedTime(asked))
            {
                if (socket.Receive(buffer, left) is > 0 and int length && Claimant(buffer[..length], address, link.Mac) is { } mac && mac != own)
                {
                    return mac;
                }
            }
        }

        return null;
    }

    private static MacAddress? Claimant(ReadOnlySpan<byte> frame, IPAddress address, MacAddress asking)
    {
        if (ArpFrame.TryRead(frame, out ArpFrame arp) && arp.Claims(address, asking))
        {
            return arp.SenderMac;
        }

        return NeighbourFrame.TryRead(frame, out NeighbourFrame neighbour) && neighbour.Claims(address, asking) ? neighbour.SenderMac : null;
    }
}
