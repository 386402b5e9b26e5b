using System.Net;
using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire;
using Linkspan.Engine.Keeper;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>An IPv4 address: DHCPv4, in frames of the container's own hardware address.</summary>
internal sealed class HeldLease4(KeeperLeaseRequest request) : HeldLease(request)
{
    private readonly MacAddress _mac = new(request.Hardware);
    private readonly DhcpClient _client = new(
        new DhcpClientOptions
        {
            Hardware = request.Hardware,
            ClientIdentifier = request.ClientIdentifier,
            HearsBroadcastOnly = request.Bridged,
            HostName = request.HostName,
            Wanted = request.Held?.Address ?? request.Wanted,
        },
        Random.Shared);

    private MacAddress _server = MacAddress.Broadcast; // everybody's until it spoke

    public override DhcpLease? Current => _client.Lease;

    public override DateTimeOffset Due => _client.Due;

    public override string Refusal => _client.Refusal;

    /// <summary>Takes an answer; one that is not awaited is ignored.</summary>
    public byte[]? Receive(DhcpReply reply, MacAddress sender, DateTimeOffset now)
    {
        if (reply.Transaction != _client.Transaction)
        {
            return null;
        }

        DhcpClientState before = _client.State;
        DhcpSend? send = _client.Receive(reply, now);
        if (_client.State == DhcpClientState.Bound && before != DhcpClientState.Bound)
        {
            _server = sender;
        }

        return Frame(send);
    }

    public override byte[]? Begin(DhcpLease? lease, DateTimeOffset now) => Frame(lease is null ? _client.Start(now) : _client.Resume(lease, now));

    public override byte[]? Wake(DateTimeOffset now) => Frame(_client.Wake(now));

    public override byte[]? Release(DateTimeOffset now) => Frame(_client.Release(now));

    public override byte[]? Decline(DateTimeOffset now) => Frame(_client.Decline(now));

    private byte[]? Frame(DhcpSend? send)
    {
        if (send is null)
        {
            return null;
        }

        byte[] buffer = new byte[UdpFrame.HeaderLength + DhcpRequest.MaximumSize];
        byte[] frame = buffer[..(UdpFrame.HeaderLength + send.Message.Write(buffer.AsSpan(UdpFrame.HeaderLength)))];
        UdpFrame.Write(
            frame,
            (_mac, new IPEndPoint(send.From ?? IPAddress.Any, SegmentSocket.ClientPort)),
            (send.To is null ? MacAddress.Broadcast : _server, new IPEndPoint(send.To ?? IPAddress.Broadcast, SegmentSocket.ServerPort)));
        return frame;
    }
}
