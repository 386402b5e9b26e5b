using System.Net;
using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>What anybody on a segment may send to a DHCP client: whatever it is, the client stays in a state that the RFC knows.</summary>
internal static class DhcpReplies
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static FuzzTarget Target { get; } = new("dhcp-reply", Run);

    private static void Run(byte[] input)
    {
        if (!DhcpReply.TryRead(input, out DhcpReply reply))
        {
            return;
        }

        _ = (reply.Routers, reply.NameServers, reply.DomainName, reply.Words);
        if (reply.PrefixLength is < 0 or > 32 || reply.Routes.Any(static route => route.Destination.PrefixLength > 32))
        {
            throw new FuzzFailedException("a prefix that IPv4 does not have");
        }

        var client = new DhcpClient(new DhcpClientOptions { Hardware = reply.Hardware, Wanted = IPAddress.Parse("192.0.2.50") }, new Random(1));
        client.Start(Now);
        byte[] buffer = new byte[DhcpRequest.MaximumSize];
        BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(client.Transaction)).CopyTo(input, 4);
        DhcpReply.TryRead(input, out reply);
        client.Receive(reply, Now)?.Message.Write(buffer);
        if (client.Lease is { } lease && (lease.Renew > lease.Rebind || lease.Rebind > lease.Expires || lease.Expires <= Now))
        {
            throw new FuzzFailedException($"a lease whose times are out of order: {lease}");
        }

        client.Wake(client.Due)?.Message.Write(buffer);
        client.Release(Now)?.Message.Write(buffer);
    }
}
