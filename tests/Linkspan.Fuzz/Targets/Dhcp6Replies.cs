using System.Net;
using Linkspan.Dhcp.Client6;
using Linkspan.Dhcp.Wire6;

namespace Linkspan.Fuzz.Targets;

/// <summary>What anybody on a segment may send to a DHCPv6 client: whatever it is, a lease's times are in order and the next message fits its buffer.</summary>
internal static class Dhcp6Replies
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static FuzzTarget Target { get; } = new("dhcp6-reply", Run);

    private static void Run(byte[] input)
    {
        if (!Dhcp6Reply.TryRead(input, out Dhcp6Reply reply))
        {
            return;
        }

        if (reply.Address is { IsIPv6Multicast: true } || reply.NameServers.Count > 8 || reply.Domains.Any(static domain => domain.Contains('\n')))
        {
            throw new FuzzFailedException("something that nobody can use was read");
        }

        var client = new Segment6Client(new Segment6Options { Identifier = reply.Client, Wanted = IPAddress.Parse("2001:db8::50") }, new Random(1));
        client.Start(Now);
        client.Hear(new RouterAdvertisement { Router = IPAddress.Parse("fe80::1"), Managed = true, RouterLifetime = TimeSpan.FromMinutes(30) }, Now);
        byte[] buffer = new byte[Dhcp6Request.MaximumSize];
        for (int round = 0; round < 4; round++)
        {
            uint transaction = client.Transaction;
            (input[1], input[2], input[3]) = ((byte)(transaction >> 16), (byte)(transaction >> 8), (byte)transaction);
            Dhcp6Reply.TryRead(input, out reply);
            client.Receive(reply, Now)?.Message?.Write(buffer);
            Check(client);
            input[0] = (byte)(input[0] == 2 ? 7 : 2); // an offer and then the word
        }

        client.Wake(client.Due)?.Message?.Write(buffer);
        Check(client);
        client.Release(Now)?.Message?.Write(buffer);
    }

    private static void Check(Segment6Client client)
    {
        if (client.Lease is { } lease && (lease.Renew > lease.Rebind || lease.Rebind > lease.Expires || lease.Renew <= Now || lease.PrefixLength is < 1 or > 128))
        {
            throw new FuzzFailedException($"a lease that is out of order: {lease}");
        }
    }
}
