using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Ipam;

namespace Linkspan.Engine.Tests;

public sealed class SubnetPoolsTests
{
    [Fact]
    public void The_first_networks_look_as_with_Docker()
    {
        List<IPNetwork> used = [];
        for (int count = 0; count < 34; count++)
        {
            used.Add(Choose(used)!.Value);
        }

        Assert.Equal("172.17.0.0/16 172.18.0.0/16 172.19.0.0/16 172.20.0.0/16", string.Join(' ', used[..4]));
        Assert.Equal("172.31.0.0/16 192.168.0.0/20 192.168.16.0/20", string.Join(' ', used[14..17]));
        Assert.Equal("192.168.240.0/20 10.128.0.0/24 10.128.1.0/24", string.Join(' ', used[30..33]));
    }

    [Theory]
    [InlineData("172.17.0.0/16", "172.18.0.0/16")]
    [InlineData("172.17.255.255/32", "172.18.0.0/16")] // one address inside is enough
    [InlineData("172.16.0.0/12", "192.168.0.0/20")] // a route over the whole pool
    [InlineData("172.18.0.0/16", "172.17.0.0/16")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", null)] // a VPN's two halves
    public void A_subnet_in_use_is_passed_over(string used, string? expected) =>
        Assert.Equal(expected, Choose([.. used.Split(' ').Select(IPNetwork.Parse)])?.ToString());

    [Theory]
    [InlineData(AddressFamily.InterNetwork, 29, "", "172.17.0.0/29")]
    [InlineData(AddressFamily.InterNetwork, 29, "172.17.0.0/29 172.17.0.8/30", "172.17.0.16/29")]
    [InlineData(AddressFamily.InterNetwork, 15, "", "172.18.0.0/15")] // the first pool is smaller
    [InlineData(AddressFamily.InterNetwork, 8, "", null)]
    [InlineData(AddressFamily.InterNetworkV6, 72, "", "fd00:0:1::/72")]
    [InlineData(AddressFamily.InterNetworkV6, 127, "fd00:0:1::/127", "fd00:0:1::2/127")]
    public void A_size_can_be_asked_for(AddressFamily family, int length, string used, string? expected)
    {
        IReadOnlyList<AddressPool> pools = SubnetPools.For([new AddressPool(IPNetwork.Parse("fd00:0:1::/48"), 64)], "host");
        IPNetwork[] taken = [.. used.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)];
        Assert.Equal(expected, SubnetPools.Choose(pools, family, length, taken)?.ToString());
    }

    [Fact]
    public void The_end_of_the_address_space_ends_the_search()
    {
        AddressPool[] pools = [new AddressPool(IPNetwork.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc/126"), 127)];
        List<IPNetwork> used = [];
        while (SubnetPools.Choose(pools, AddressFamily.InterNetworkV6, null, used) is { } subnet)
        {
            used.Add(subnet);
        }

        Assert.Equal(2, used.Count);
    }

    [Fact]
    public void The_search_among_thirty_thousand_networks_is_quick()
    {
        List<IPNetwork> used = [IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16")];
        used.AddRange(Enumerable.Range(0, 32768).Where(static number => number != 30000).Reverse().Select(static number =>
            new IPNetwork(new IPAddress([10, (byte)(128 + (number >> 8)), (byte)number, 0]), 24)));
        long started = TimeProvider.System.GetTimestamp();
        Assert.Equal("10.245.48.0/24", Choose(used)?.ToString());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 0, 10_000); // all with all would take minutes
    }

    [Fact]
    public void Two_hosts_have_different_local_prefixes_and_one_host_always_the_same()
    {
        Assert.Equal(SubnetPools.UniqueLocal("a"), SubnetPools.UniqueLocal("a"));
        Assert.NotEqual(SubnetPools.UniqueLocal("a"), SubnetPools.UniqueLocal("b"));
        Assert.Equal(48, SubnetPools.UniqueLocal("a").PrefixLength);
        Assert.Equal(0xfd, SubnetPools.UniqueLocal("a").BaseAddress.GetAddressBytes()[0]);
    }

    private static IPNetwork? Choose(IReadOnlyList<IPNetwork> used) => SubnetPools.Choose(Make.Pools, AddressFamily.InterNetwork, null, used);
}
