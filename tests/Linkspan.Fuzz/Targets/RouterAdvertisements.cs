using System.Net;
using Linkspan.Dhcp.Client6;
using Linkspan.Dhcp.Wire6;

namespace Linkspan.Fuzz.Targets;

/// <summary>What anybody on a segment may say as a router: whatever it is, an address made of it lies in a prefix that it named.</summary>
internal static class RouterAdvertisements
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static FuzzTarget Target { get; } = new("router-advertisement", Run);

    private static void Run(byte[] input)
    {
        if (!RouterAdvertisement.TryRead(IPAddress.Parse("fe80::1"), input, out RouterAdvertisement router))
        {
            return;
        }

        if (router.MtuBytes is < 1280 or > 65535 || router.Prefixes.Any(static prefix => prefix.Preferred > prefix.Valid || prefix.Prefix.BaseAddress.IsIPv6LinkLocal))
        {
            throw new FuzzFailedException("a value that no segment has");
        }

        var client = new Segment6Client(new Segment6Options { Identifier = [0, 3, 0, 1, 2, 0x42, 1, 2, 3, 4] }, new Random(1));
        byte[] buffer = new byte[Dhcp6Request.MaximumSize];
        client.Start(Now);
        client.Hear(router, Now)?.Message?.Write(buffer);
        for (int round = 0; round < 8; round++)
        {
            DateTimeOffset due = client.Due;
            client.Wake(due)?.Message?.Write(buffer);
            if (client.Due <= due)
            {
                throw new FuzzFailedException("a client that never rests");
            }

            if (client.Lease is { } lease && !router.Prefixes.Any(prefix => prefix.Autonomous && prefix.Prefix.Contains(lease.Address)))
            {
                throw new FuzzFailedException($"an address out of nowhere: {lease.Address}");
            }

            client.Hear(router, due);
        }
    }
}
