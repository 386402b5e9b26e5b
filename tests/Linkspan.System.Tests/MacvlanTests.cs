using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Netlink;

namespace Linkspan.System.Tests;

/// <summary>Macvlan on a segment with a machine and a router of which Linkspan knows nothing.</summary>
public sealed class MacvlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_switch_that_sends_frames_back_joins_the_containers_of_mode_vepa()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "vepa");
        Sandbox one = await fixture.OpenAsync("one", "n1");
        Sandbox two = await fixture.OpenAsync("two", "n1");
        lan.Switch.Run("bridge", "link", "set", "dev", "port3", "hairpin", "on");
        Assert.True(Witness.Ping(one, Address(two, v4: true)));
    }

    [Fact]
    public async Task The_segment_sees_the_containers_own_hardware_address_which_stays()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "bridge");
        Sandbox first = await fixture.OpenAsync("c1", "n1");
        string mac = Mac(first.Endpoints[0]);
        Assert.Contains($"link/ether {mac}", Witness.In(first, "ip", "link", "show", "eth0").Output, StringComparison.Ordinal);
        lan.Run("ping", "-c1", "-W2", Address(first, v4: true));
        Assert.Contains($"lladdr {mac}", lan.NeighbourOf(Address(first, v4: true)), StringComparison.Ordinal);

        await fixture.Engine.CloseSandboxAsync(first.Id, Token);
        Sandbox again = await fixture.OpenAsync("c1", "n1");
        Assert.Equal((mac, first.Endpoints[0].IPv4), (Mac(again.Endpoints[0]), again.Endpoints[0].IPv4));
        Sandbox second = await fixture.OpenAsync("c2", "n1");
        Assert.NotEqual(mac, Mac(second.Endpoints[0]));
    }

    [Fact]
    public async Task A_given_hardware_address_is_used_and_not_given_twice()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "bridge");
        var mac = PhysicalAddress.Parse("02-11-22-33-44-55");
        Sandbox sandbox = await fixture.Engine.OpenSandboxAsync(With(EngineFixture.Request("c1", "n1"), endpoint => endpoint with { Mac = mac }), Token);
        Assert.Contains("02:11:22:33:44:55", Witness.In(sandbox, "ip", "link", "show", "eth0").Output, StringComparison.Ordinal);
        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(
            () => fixture.Engine.OpenSandboxAsync(With(EngineFixture.Request("c2", "n1"), endpoint => endpoint with { Mac = mac }), Token));
        Assert.Equal(ErrorKind.Conflict, refused.Kind);
    }

    [Fact]
    public async Task Pass_through_takes_the_parent_over_and_gives_it_back_at_once()
    {
        using PhysicalLan lan = PhysicalLan.Create(withAddress: false);
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "passthru");
        for (int round = 0; round < 3; round++)
        {
            Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
            Assert.Contains(Mac(sandbox.Endpoints[0]), Witness.Host($"ip link show {PhysicalLan.Nic}"), StringComparison.Ordinal);
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
            LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c2", "n1"));
            Assert.Equal(ErrorKind.Conflict, refused.Kind);
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        }
    }

    [Fact]
    public async Task Without_a_parent_the_network_is_closed_and_leaves_nothing()
    {
        string before = Witness.Host("ip -o link");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string links = Witness.Host("ip -o link");
        Network network = await fixture.CreateAsync("n1", static request => request with { Driver = "macvlan", EnableIPv6 = true });
        Assert.True(network.Internal);
        Sandbox one = await fixture.OpenAsync("one", "n1");
        Sandbox two = await fixture.OpenAsync("two", "n1");
        Assert.True(Witness.Ping(one, Address(two, v4: true)));
        Assert.True(Witness.Ping(one, Address(two, v4: false)));
        Assert.DoesNotContain("default", Witness.In(one, "ip", "route").Output, StringComparison.Ordinal);
        Assert.Equal(Address(two, v4: true), Witness.Dig(one, "two", "A"));
        await Agreement.HoldsAsync(fixture);
        await fixture.Engine.CloseSandboxAsync(one.Id, Token);
        await fixture.Engine.CloseSandboxAsync(two.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(Names(links), Names(Witness.Host("ip -o link")));
        Assert.DoesNotContain("dm-", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_networks_own_link_comes_back_as_it_was()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync("n1", static request => request with { Driver = "macvlan", EnableIPv6 = true });
        Sandbox one = await fixture.OpenAsync("one", "n1");
        Sandbox two = await fixture.OpenAsync("two", "n1");
        Witness.Host($"ip link del dm-{network.Id[..12]}"); // and the containers' links with it
        for (int attempt = 0; attempt < 200 && !Witness.Ping(one, Address(two, v4: true)); attempt++)
        {
            await Task.Delay(50, Token);
        }

        Assert.True(Witness.Ping(one, Address(two, v4: false)));
        Assert.Equal("1", Witness.Host($"cat /proc/sys/net/ipv6/conf/dx-{network.Id[..12]}/disable_ipv6").Trim());
        Assert.Equal("1", Witness.Host($"cat /proc/sys/net/ipv6/conf/dm-{network.Id[..12]}/disable_ipv6").Trim());
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("ip link del eth0")]
    [InlineData("ip link set eth0 down")]
    public async Task A_start_repairs_a_link_in_a_living_sandbox(string damage)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "bridge");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        string[] words = damage.Split(' ');
        Assert.Equal(0, Witness.In(sandbox, words[0], words[1..]).ExitCode);
        await fixture.ReopenAsync();
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_stray_link_in_a_living_sandbox_goes_and_foreign_ones_stay()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "bridge");
        await CreateAsync(fixture, "n2", "bridge", "198.51.100", "2001:db8:1:");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", "n2");
        Witness.Host($"ip link add mine link {PhysicalLan.Nic} type macvlan mode bridge");
        FaultPoint.Reached = static step => _ = step == "remove Child" ? throw new InvalidOperationException("killed") : 0;
        try
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Engine.DisconnectAsync(sandbox.Id, "n2", Token));
        }
        finally
        {
            FaultPoint.Reached = null;
        }

        await fixture.ReopenAsync();
        Assert.DoesNotContain("eth1", Witness.In(sandbox, "ip", "-o", "link").Output, StringComparison.Ordinal);
        Witness.Host("ip link show mine", "ip link del mine");
    }

    [Fact]
    public async Task Several_subnets_share_one_network()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => Physical(request, "bridge") with
        {
            Subnets =
            [
                new SubnetRequest { Subnet = "192.0.2.0/24", Range = "192.0.2.128/31", Gateway = PhysicalLan.Router4 },
                new SubnetRequest { Subnet = "198.51.100.0/24", Gateway = "198.51.100.1" },
            ],
        });
        Sandbox[] sandboxes = [await fixture.OpenAsync("c1", "n1"), await fixture.OpenAsync("c2", "n1"), await fixture.OpenAsync("c3", "n1")];
        Assert.Equal(["192.0.2.128", "192.0.2.129", "198.51.100.2"], sandboxes.Select(static sandbox => sandbox.Endpoints[0].IPv4!.ToString()));
        Assert.Contains("default via 198.51.100.1", Witness.In(sandboxes[2], "ip", "route").Output, StringComparison.Ordinal);
        Assert.All(sandboxes, static sandbox => Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4)));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task The_hosts_own_addresses_are_not_given_to_containers()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await CreateAsync(fixture, "n1", "bridge");
        Assert.Contains(IPAddress.Parse(PhysicalLan.Host4), network.Subnets[0].HostAddresses);
        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.OpenSandboxAsync(
            With(EngineFixture.Request("c1", "n1"), static endpoint => endpoint with { IPv4 = IPAddress.Parse(PhysicalLan.Host4) }), Token));
        Assert.Contains("Address already in use", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ipvlan", PhysicalLan.Nic, "CONFIG_IPVLAN")]
    [InlineData("macvlan", PhysicalLan.Nic + ".10", "CONFIG_VLAN_8021Q")]
    public async Task What_the_kernel_lacks_is_named_at_create(string driver, string parent, string option)
    {
        using (KernelFeatures features = KernelFeatures.Open())
        {
            Assert.SkipWhen((driver == "ipvlan" ? features.Ipvlan : features.Vlan).IsPresent, $"this kernel has {option}; tests/vm tries what it does");
        }

        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(
            () => fixture.CreateAsync("n1", request => request with { Driver = driver, Options = new Dictionary<string, string> { ["parent"] = parent } }));
        Assert.Equal((ErrorKind.Unsupported, true), (e.Kind, e.Message.Contains(option, StringComparison.Ordinal)));
        Assert.DoesNotContain(fixture.Engine.Networks, static network => network.Name == "n1");
    }

    [Fact]
    public async Task A_parent_that_is_down_or_gone_is_named()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "n1", "bridge");
        Witness.Host($"ip link set {PhysicalLan.Nic} down");
        LinkspanException down = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c1", "n1"));
        Assert.Equal((ErrorKind.Conflict, "parent nic0 is down; bring it up with 'ip link set nic0 up'"), (down.Kind, down.Message));
        Witness.Host($"ip link del {PhysicalLan.Nic}");
        LinkspanException gone = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c1", "n1"));
        Assert.Equal(ErrorKind.Conflict, gone.Kind);
        Assert.Empty(fixture.Engine.Sandboxes);
    }

    private static Task<Network> CreateAsync(EngineFixture fixture, string name, string mode, string prefix4 = "192.0.2", string prefix6 = "2001:db8:") =>
        fixture.CreateAsync(name, request => Physical(request, mode) with
        {
            EnableIPv6 = true,
            Subnets =
            [
                new SubnetRequest { Subnet = $"{prefix4}.0/24", Gateway = $"{prefix4}.1", Range = $"{prefix4}.64/26" },
                new SubnetRequest { Subnet = $"{prefix6}:/64", Gateway = $"{prefix6}:1", Range = $"{prefix6}:64:0/112" },
            ],
        });

    private static NetworkRequest Physical(NetworkRequest request, string mode) => request with
    {
        Driver = "macvlan",
        Options = new Dictionary<string, string> { ["parent"] = PhysicalLan.Nic, ["macvlan_mode"] = mode },
    };

    private static SandboxRequest With(SandboxRequest request, Func<EndpointRequest, EndpointRequest> change) =>
        request with { Endpoints = [.. request.Endpoints.Select(change)] };

    private static string Address(Sandbox sandbox, bool v4) => (v4 ? sandbox.Endpoints[0].IPv4 : sandbox.Endpoints[0].IPv6)!.ToString();

    private static string Mac(Endpoint endpoint) => string.Join(':', endpoint.Mac.GetAddressBytes().Select(static octet => octet.ToString("x2")));

    private static IEnumerable<string> Names(string links) =>
        links.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(": ")[1].Split('@')[0]).Where(static name => !name.StartsWith("gone", StringComparison.Ordinal));
}
