using System.Net;
using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Client6;
using Linkspan.Dhcp.Wire6;
using Linkspan.Engine.Keeper;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>
/// An IPv6 address. Its DHCPv6 messages go out from a link-local address of this client's own, in frames of the container's hardware address: servers
/// know clients by their DUID, and some by that address. The container's link need not exist yet.
/// </summary>
internal sealed class HeldLease6(KeeperLeaseRequest request) : HeldLease(request)
{
    private static readonly IPAddress AllRouters = IPAddress.Parse("ff02::2");
    private static readonly IPAddress AllServers = IPAddress.Parse("ff02::1:2"); // All_DHCP_Relay_Agents_and_Servers
    private static readonly byte[] RouterSolicitation = [133, 0, 0, 0, 0, 0, 0, 0];

    private readonly MacAddress _mac = new(request.Hardware);
    private readonly Segment6Client _client = new(
        new Segment6Options
        {
            Identifier = request.ClientIdentifier,
            Wanted = request.Held?.Address ?? request.Wanted,
            Collisions = request.Collisions,
        },
        Random.Shared);

    /// <summary>The address that servers answer to.</summary>
    public IPAddress LinkLocal { get; } = StableAddress.In(IPAddress.Parse("fe80::"), request.ClientIdentifier, collisions: 0);

    public override DhcpLease? Current => _client.Lease;

    public override DateTimeOffset Due => _client.Due;

    public override string Refusal => _client.Refusal;

    public override bool IsAnswered => _client.HasRouter;

    /// <summary>
    /// The hardware address at which this client is answered: its own, but where the host's link is a bridge, whose tap does not hear what the bridge
    /// hands to a port.
    /// </summary>
    public MacAddress? Answered => Request.Bridged ? null : _mac;

    /// <summary>Takes a server's answer; one that is not awaited is ignored.</summary>
    public byte[]? Receive(Dhcp6Reply reply, DateTimeOffset now) => Frame(_client.Receive(reply, now));

    /// <summary>Takes a router's word.</summary>
    public byte[]? Hear(RouterAdvertisement router, DateTimeOffset now) => Frame(_client.Hear(router, now));

    public override byte[]? Begin(DhcpLease? lease, DateTimeOffset now) => Frame(lease is null ? _client.Start(now) : _client.Resume(lease, now));

    public override byte[]? Wake(DateTimeOffset now) => Frame(_client.Wake(now));

    public override byte[]? Release(DateTimeOffset now) => Frame(_client.Release(now));

    public override byte[]? Decline(DateTimeOffset now) => Frame(_client.Decline(now));

    private byte[]? Frame(Segment6Send? send) => send switch
    {
        null => null,
        { Message: null } => Solicitation(),
        { Message: { } message } => Datagram(message),
    };

    /// <summary>Asked without an address, a router answers to all: others who wait here hear it too.</summary>
    public byte[] Solicitation()
    {
        byte[] frame = new byte[IPv6Frame.HeaderLength + RouterSolicitation.Length];
        RouterSolicitation.CopyTo(frame, IPv6Frame.HeaderLength);
        IPv6Frame.Write(frame, IPv6Frame.Icmp, (_mac, IPAddress.IPv6Any), (NeighbourFrame.GroupMac(AllRouters), AllRouters));
        return frame;
    }

    private byte[] Datagram(Dhcp6Request message)
    {
        const int Headers = IPv6Frame.HeaderLength + IPv6Frame.UdpHeaderLength;
        byte[] buffer = new byte[Headers + Dhcp6Request.MaximumSize];
        byte[] frame = buffer[..(Headers + message.Write(buffer.AsSpan(Headers)))];
        IPv6Frame.WriteUdp(
            frame, (_mac, new IPEndPoint(LinkLocal, SegmentSocket6.ClientPort)), (NeighbourFrame.GroupMac(AllServers), new IPEndPoint(AllServers, SegmentSocket6.ServerPort)));
        return frame;
    }
}
