using System.Net;
using System.Net.Sockets;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>The host and containers on its own parent, which macvlan keeps apart by itself.</summary>
public sealed class HostAccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Host_and_container_reach_each_other_by_their_own_addresses(int family)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        using IDisposable host = Talk.Serve(null, IPAddress.IPv6Any, 80);
        using IDisposable container = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        string address = (family == 4 ? sandbox.Endpoints[0].IPv4 : sandbox.Endpoints[0].IPv6)!.ToString();
        string own = family == 4 ? PhysicalLan.Host4 : PhysicalLan.Host6;
        Assert.Equal(own, await Talk.ReachAsync(null, address, 80));
        Assert.Equal(address, await Talk.ReachAsync(sandbox.NamespacePath, own, 80));
        await Agreement.HoldsAsync(fixture);
        Assert.Equal(own, await Talk.ReachAsync(null, address, 80));
    }

    [Fact]
    public async Task The_segment_sees_the_host_at_one_hardware_address()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        string nic = Witness.Host($"ip -o link show {PhysicalLan.Nic}");
        string mac = nic.Split("link/ether ")[1].Split(' ')[0];
        for (int round = 0; round < 5; round++)
        {
            lan.Run("ip", "neighbour", "flush", "all");
            lan.Run("ping", "-c1", "-W2", PhysicalLan.Host4);
            Assert.Contains(mac, lan.NeighbourOf(PhysicalLan.Host4), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_repaired_for_one_container_leaves_the_ways_to_others_alone()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox one = await fixture.OpenAsync("c1", "n1");
        Sandbox two = await fixture.OpenAsync("c2", "n1");
        string before = Routes();
        Assert.Equal(0, Witness.In(one, "ip", "link", "set", "eth0", "down").ExitCode);
        long started = TimeProvider.System.GetTimestamp();
        while (!Witness.Ping(one, PhysicalLan.Machine4))
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        }

        Assert.Equal(before, Routes());
        Witness.Host($"ping -c1 -W2 {one.Endpoints[0].IPv4}", $"ping -c1 -W2 {two.Endpoints[0].IPv4}");
    }

    [Fact]
    public async Task Routes_go_with_the_container_and_the_link_with_the_network()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string routes = Routes();
        await CreateAsync(fixture);
        string withLink = Routes();
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.NotEqual(withLink, Routes());
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        Assert.Equal(withLink, Routes());
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(routes, Routes());
        Assert.DoesNotContain("sh-", Witness.Host("ip -o link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_that_a_crash_left_goes_at_the_next_start()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await CreateAsync(fixture);
        Witness.Host($"ip route add 192.0.2.99/32 dev sh-{network.Id[..12]}");
        await fixture.ReopenAsync();
        Assert.DoesNotContain("192.0.2.99", Routes(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_the_host_gets_and_loses_later_are_followed()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        Witness.Host("sysctl -qw net.ipv4.conf.nic0.promote_secondaries=1");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        (string four, string six) = (sandbox.Endpoints[0].IPv4!.ToString(), sandbox.Endpoints[0].IPv6!.ToString());
        using IDisposable host = Talk.Serve(null, IPAddress.IPv6Any, 80);
        using IDisposable container = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Witness.Host("ip addr add 192.0.2.8/24 dev nic0", "ip addr add 2001:db8::8/64 dev nic0 nodad");
        Assert.Equal(four, await Talk.ReachAsync(sandbox.NamespacePath, "192.0.2.8", 80));
        Assert.Equal(six, await Talk.ReachAsync(sandbox.NamespacePath, "2001:db8::8", 80));

        Witness.Host("ip addr del 192.0.2.7/24 dev nic0", "ip addr del 2001:db8::7/64 dev nic0");
        Assert.Equal("192.0.2.8", await Talk.ReachAsync(null, four, 80));
        Assert.Equal("2001:db8::8", await Talk.ReachAsync(null, six, 80));
        Assert.DoesNotContain("192.0.2.7", Witness.In(sandbox, "ip", "neighbour").Output, StringComparison.Ordinal);
        await Agreement.HoldsAsync(fixture);

        await fixture.CloseAsync();
        Witness.Host("ip addr add 192.0.2.9/24 dev nic0");
        await fixture.ReopenAsync();
        Assert.Equal(four, await Talk.ReachAsync(sandbox.NamespacePath, "192.0.2.9", 80));
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.OpenSandboxAsync(
            EngineFixture.Request("c2", "n1") with { Endpoints = [new EndpointRequest { Network = "n1", IPv4 = IPAddress.Parse("192.0.2.9") }] }, Token));
        Assert.Contains("Address already in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_reach_each_other_without_a_range_in_common_and_where_the_host_is_the_gateway()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "strange", new SubnetRequest { Subnet = "10.77.0.0/24" }, new SubnetRequest { Subnet = "2001:db8:77::/64" });
        await CreateAsync(fixture, "led", new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Host4, Range = "192.0.2.64/26" });
        foreach (Sandbox sandbox in new[] { await fixture.OpenAsync("c1", "strange"), await fixture.OpenAsync("c2", "led") })
        {
            foreach (IPAddress address in new[] { sandbox.Endpoints[0].IPv4, sandbox.Endpoints[0].IPv6 }.OfType<IPAddress>())
            {
                Assert.True(Witness.Ping(sandbox, address.AddressFamily == AddressFamily.InterNetwork ? PhysicalLan.Host4 : PhysicalLan.Host6));
                Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", address.ToString()).ExitCode);
            }
        }

        await Agreement.HoldsAsync(fixture);
    }

    private static string Routes() => Witness.Host("ip route") + Witness.Host("ip -6 route");

    private static Task<Network> CreateAsync(EngineFixture fixture) => CreateAsync(
        fixture,
        "n1",
        new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" },
        new SubnetRequest { Subnet = "2001:db8::/64", Gateway = PhysicalLan.Router6, Range = "2001:db8::64:0/112" });

    private static Task<Network> CreateAsync(EngineFixture fixture, string name, params SubnetRequest[] subnets) => fixture.CreateAsync(name, request => request with
    {
        Driver = "macvlan",
        EnableIPv6 = subnets.Length > 1,
        Options = new Dictionary<string, string> { ["parent"] = PhysicalLan.Nic, ["linkspan.host_access"] = "true" },
        Subnets = subnets,
    });
}
