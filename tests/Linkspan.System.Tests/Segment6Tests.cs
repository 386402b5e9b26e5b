using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;

namespace Linkspan.System.Tests;

/// <summary>IPv6 addresses as the segment's router says: from dnsmasq's DHCPv6, or of the container's own making.</summary>
public sealed class Segment6Tests
{
    private const string Range4 = "192.0.2.50,192.0.2.59,255.255.255.0,10m";
    private const string Managed = "2001:db8::50,2001:db8::5f,64,10m";
    private const string Autonomous = "2001:db8::,ra-only,64,10m";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("macvlan")]
    [InlineData("transparent")]
    public async Task A_managed_segments_server_lends_an_address_and_gets_it_back(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(
            lan, Range4, "--enable-ra", $"--dhcp-range={Managed}", "--dhcp-option=option6:dns-server,[2001:db8::53]", "--dhcp-option=option6:domain-search,six.test", "--dhcp-option=option:dns-server,192.0.2.53");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, ipv4: true);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Endpoint endpoint = Assert.Single(sandbox.Endpoints);
        Assert.Equal("192.0.2.50", endpoint.IPv4!.ToString());
        string address = Assert.IsType<IPAddress>(endpoint.IPv6).ToString();
        Assert.Matches("^2001:db8::5[0-9a-f]$", address);
        Assert.Contains($"{address}/64", Witness.In(sandbox, "ip", "-6", "address", "show", "dev", "eth0").Output, StringComparison.Ordinal);
        Assert.Contains("default via fe80:", Witness.In(sandbox, "ip", "-6", "route").Output, StringComparison.Ordinal);
        Assert.Contains("six.test", fixture.Engine.ResolverFile(sandbox), StringComparison.Ordinal);
        Assert.Contains(IPAddress.Parse("2001:db8::53"), endpoint.Lease6!.NameServers);
        Assert.Contains($" {address} ", server.Leases, StringComparison.Ordinal);
        await PingAsync(lan, address);
        Sandbox other = await fixture.OpenAsync("c2", "n1");
        Assert.Equal(address, Witness.Dig(other, "c1", "AAAA"));
        await Agreement.HoldsAsync(fixture);

        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await UntilAsync(() => !server.Leases.Contains($" {address} ", StringComparison.Ordinal), "the address was not given back");
        Sandbox again = await fixture.OpenAsync("c1", "n1");
        Assert.True(again.Endpoints[0].IPv6?.ToString() == address, $"{again.Endpoints[0].IPv6} instead of {address}:\n{server.Log}");
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("transparent")]
    public async Task Where_the_router_lets_machines_make_addresses_a_container_makes_the_same_at_every_start(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, Autonomous, "--enable-ra");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, ipv4: false);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        string address = Assert.IsType<IPAddress>(Assert.Single(sandbox.Endpoints).IPv6).ToString();
        Assert.StartsWith("2001:db8::", Shortest(address), StringComparison.Ordinal);
        Assert.Contains($"{address}/64", Witness.In(sandbox, "ip", "-6", "address", "show", "dev", "eth0").Output, StringComparison.Ordinal);
        Assert.Contains("default via fe80:", Witness.In(sandbox, "ip", "-6", "route").Output, StringComparison.Ordinal);
        await PingAsync(lan, address);
        await Agreement.HoldsAsync(fixture);

        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        Sandbox other = await fixture.OpenAsync("c2", "n1");
        Assert.NotEqual(address, other.Endpoints[0].IPv6!.ToString());
        Sandbox again = await fixture.OpenAsync("c1", "n1");
        Assert.Equal(address, again.Endpoints[0].IPv6!.ToString());
    }

    [Fact]
    public async Task An_address_of_its_own_making_that_a_machine_has_is_passed_over()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, Autonomous, "--enable-ra");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ipv4: false);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        string taken = sandbox.Endpoints[0].IPv6!.ToString();
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        lan.Run("ip", "address", "add", $"{taken}/64", "dev", "eth0", "nodad");
        Sandbox again = await fixture.OpenAsync("c1", "n1");
        Assert.NotEqual(taken, again.Endpoints[0].IPv6!.ToString());
        Assert.StartsWith("2001:db8:", again.Endpoints[0].IPv6!.ToString(), StringComparison.Ordinal);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_network_with_IPv4_starts_without_a_router_and_takes_the_address_when_one_comes()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Sandbox sandbox;
        using (Dnsmasq first = Dnsmasq.Start(lan, Range4))
        {
            await CreateAsync(fixture, "macvlan", ipv4: true);
            long started = TimeProvider.System.GetTimestamp();
            sandbox = await fixture.OpenAsync("c1", "n1");
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 3, 20); // routers have four seconds, not the sixty of the network
            Assert.Equal("192.0.2.50", sandbox.Endpoints[0].IPv4!.ToString());
            Assert.Null(sandbox.Endpoints[0].IPv6);
            started = TimeProvider.System.GetTimestamp();
            Sandbox other = await fixture.OpenAsync("c2", "n1");
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 3); // that nobody answers is known now
            Assert.Equal((true, true), (other.Endpoints[0].IPv4 is not null, other.Endpoints[0].IPv6 is null));
        }

        using Dnsmasq server = Dnsmasq.Start(lan, Range4, "--enable-ra", $"--dhcp-range={Autonomous}");
        await UntilAsync(() => fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].IPv6 is not null, "the address was not taken");
        string address = fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].IPv6!.ToString();
        await UntilAsync(() => Witness.In(sandbox, "ip", "-6", "address", "show", "dev", "eth0").Output.Contains($"{address}/64", StringComparison.Ordinal), "the link has no address");
        await UntilAsync(() => Witness.Dig(sandbox, "c1", "AAAA") == address, "the name does not follow");
        await UntilAsync(() => fixture.Engine.Sandboxes.All(static member => member.Endpoints[0].IPv6 is not null), "the other one got none");
        await PingAsync(lan, address);
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("transparent")]
    public async Task A_server_sees_the_containers_own_hardware_address(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        var mac = PhysicalAddress.Parse("02-11-22-33-44-66");
        using Dnsmasq server = Dnsmasq.Start(lan, Range4, "--enable-ra", $"--dhcp-range={Managed}", "--dhcp-host=02:11:22:33:44:66,[2001:db8::5a]");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, ipv4: true);
        using NetworkNamespace router = NetworkNamespace.Open(lan.Router);
        using RouteSocket route = router.Run(static () => RouteSocket.Open());
        using PacketSocket tap = PacketSocket.Open(router, route.FindIndex("eth0"), EthernetHeader.All);
        tap.TakeSegment6Only(547);
        tap.JoinAll();
        SandboxRequest request = EngineFixture.Request("c1", "n1");
        Sandbox sandbox = await fixture.Engine.OpenSandboxAsync(request with { Endpoints = [request.Endpoints[0] with { Mac = mac }] }, Token);
        byte[] frame = new byte[2048];
        while (tap.Receive(frame, TimeSpan.FromSeconds(5)) > 0 && frame[20] != 17)
        {
            // neighbour discovery
        }

        Assert.Equal((17, mac), (frame[20], new PhysicalAddress(frame[6..12])));
        if (driver == "macvlan")
        {
            Assert.Equal("2001:db8::5a", sandbox.Endpoints[0].IPv6!.ToString()); // dnsmasq goes by who answers to the client's link-local address
        }
    }

    [Fact]
    public async Task An_IPv6_address_asked_for_is_not_done_without()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, Range4);
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ipv4: true, ("linkspan.dhcp.timeout", "1"));
        SandboxRequest request = EngineFixture.Request("c1", "n1");
        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.OpenSandboxAsync(
            request with { Endpoints = [request.Endpoints[0] with { IPv6 = IPAddress.Parse("2001:db8::77") }] }, Token));
        Assert.Equal(ErrorKind.Unavailable, refused.Kind);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_router_is_heard_again_when_the_nic_was_unplugged()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ipv4: false);
        Sandbox sandbox;
        using (Dnsmasq.Start(lan, Autonomous, "--enable-ra", "--dhcp-option=option6:dns-server,[2001:db8::53]"))
        {
            sandbox = await fixture.OpenAsync("c1", "n1");
            Assert.Contains(IPAddress.Parse("2001:db8::53"), sandbox.Endpoints[0].Lease6!.NameServers);
        }

        PhysicalLan.Unplug();
        lan.Plug();
        using Dnsmasq other = Dnsmasq.Start(lan, Autonomous, "--enable-ra", "--dhcp-option=option6:dns-server,[2001:db8::54]");
        await UntilAsync(
            () => fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].Lease6!.NameServers.Contains(IPAddress.Parse("2001:db8::54")), "the router's word was not heard");
        await PingAsync(lan, sandbox.Endpoints[0].IPv6!.ToString());
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_network_of_IPv6_alone_fails_in_time_and_leaves_nothing()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ipv4: false, ("linkspan.dhcp.timeout", "1"));
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c1", "n1"));
        Assert.Equal(ErrorKind.Unavailable, e.Kind);
        Assert.Contains("no router with IPv6 answered on nic0 within 1 s", e.Message, StringComparison.Ordinal);
        Assert.Empty((await fixture.Engine.Keeper.StateAsync(Token)).Leases);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Addresses_survive_the_daemon_and_stay_where_they_are()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, Range4, "--enable-ra", $"--dhcp-range={Managed}");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ipv4: true);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        IPAddress address = Assert.IsType<IPAddress>(sandbox.Endpoints[0].IPv6);
        await fixture.ReopenAsync();
        Endpoint endpoint = fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0];
        Assert.Equal(address, endpoint.IPv6);
        Assert.NotEmpty(endpoint.Lease6!.ServerIdentifier);
        Assert.Equal(2, (await fixture.Engine.Keeper.StateAsync(Token)).Leases.Count);
        await PingAsync(lan, address.ToString());
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>The first two blocks of an address in one spelling.</summary>
    private static string Shortest(string address) => address.StartsWith("2001:db8:0:0:", StringComparison.Ordinal) ? $"2001:db8::{address[13..]}" : address;

    private static Task<Network> CreateAsync(EngineFixture fixture, string driver, bool ipv4, params (string Name, string Value)[] options) => fixture.CreateAsync("n1", request => request with
    {
        Driver = driver,
        IpamDriver = "dhcp",
        EnableIPv4 = ipv4,
        EnableIPv6 = true,
        Options = options.Append((Name: "parent", Value: PhysicalLan.Nic)).Prepend((Name: "linkspan.dhcp.timeout", Value: "60"))
            .GroupBy(static option => option.Name).ToDictionary(static option => option.Key, static option => option.Last().Value, StringComparer.Ordinal),
    });

    /// <summary>The machine finds the container; the first packets may be lost while neighbours are found.</summary>
    private static Task PingAsync(PhysicalLan lan, string address) => UntilAsync(() => lan.Run("sh", "-c", $"ping -c1 -W2 {address} >/dev/null && echo yes || true").Trim() == "yes", $"{address} does not answer");

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        for (int attempt = 0; attempt < 600 && !condition(); attempt++)
        {
            await Task.Delay(50, Token);
        }

        Assert.True(condition(), otherwise);
    }
}
