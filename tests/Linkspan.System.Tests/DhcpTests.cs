using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Addresses from the segment's own DHCP server: dnsmasq, and one whose leases last seconds.</summary>
public sealed class DhcpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("macvlan")]
    [InlineData("transparent")]
    public async Task A_container_gets_what_the_segments_server_gives(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(
            lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m", "--dhcp-option=option:router,192.0.2.1", "--dhcp-option=option:dns-server,192.0.2.53",
            "--domain=lan.test", "--dhcp-option=option:mtu,1400", "--dhcp-option=option:classless-static-route,203.0.113.0/24,192.0.2.1,0.0.0.0/0,192.0.2.1");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Endpoint endpoint = Assert.Single(sandbox.Endpoints);
        Assert.Equal("192.0.2.50", endpoint.IPv4!.ToString());
        Assert.Contains("192.0.2.50/24", Witness.In(sandbox, "ip", "-4", "address", "show", "eth0").Output, StringComparison.Ordinal);
        string routes = Witness.In(sandbox, "ip", "route").Output;
        Assert.Contains("default via 192.0.2.1", routes, StringComparison.Ordinal);
        Assert.Contains("203.0.113.0/24 via 192.0.2.1", routes, StringComparison.Ordinal);
        Assert.Contains("mtu 1400", Witness.In(sandbox, "ip", "link", "show", "eth0").Output, StringComparison.Ordinal);
        Assert.Contains("search lan.test", fixture.Engine.ResolverFile(sandbox), StringComparison.Ordinal);
        Assert.Contains($"192.0.2.50 {sandbox.Request.Hostname}", server.Leases, StringComparison.Ordinal);
        lan.Run("ping", "-c1", "-W2", "192.0.2.50");
        Sandbox other = await fixture.OpenAsync("c2", "n1");
        Assert.Equal("192.0.2.50", Witness.Dig(other, "c1", "A"));
        await Agreement.HoldsAsync(fixture);

        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await UntilAsync(() => !server.Leases.Contains("192.0.2.50 ", StringComparison.Ordinal), "the address was not given back");
        Sandbox again = await fixture.OpenAsync("c1", "n1");
        Assert.Equal(endpoint.Mac, again.Endpoints[0].Mac);
        Assert.True(again.Endpoints[0].IPv4!.ToString() == "192.0.2.50", $"{again.Endpoints[0].IPv4} instead of the same address:\n{server.Log}");
    }

    [Fact]
    public async Task An_address_that_a_machine_has_taken_is_declined()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        lan.Run("ip", "address", "add", "192.0.2.50/24", "dev", "eth0");
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.51,255.255.255.0,10m");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.Equal("192.0.2.51", sandbox.Endpoints[0].IPv4!.ToString());
        Assert.Contains("DHCPDECLINE", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_reaches_a_container_with_a_leased_address()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ("linkspan.host_access", "true"));
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        using IDisposable listener = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.Equal(PhysicalLan.Host4, await Talk.ReachAsync(null, "192.0.2.50", 80));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task An_address_asked_for_is_the_one_given_or_an_error()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan");
        Sandbox sandbox = await fixture.Engine.OpenSandboxAsync(Wanting("c1", "192.0.2.57"), Token);
        Assert.Equal("192.0.2.57", sandbox.Endpoints[0].IPv4!.ToString());
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.OpenSandboxAsync(Wanting("c2", "192.0.2.99"), Token));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Contains("192.0.2.99 was asked for", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.50 ", server.Leases, StringComparison.Ordinal); // what came instead went back
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Without_a_server_the_start_fails_in_time_and_leaves_nothing()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ("linkspan.dhcp.timeout", "1"));
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c1", "n1"));
        Assert.Equal(ErrorKind.Unavailable, e.Kind);
        Assert.Contains("no DHCP server answered on nic0 within 1 s", e.Message, StringComparison.Ordinal);
        Assert.Empty((await fixture.Engine.Keeper.StateAsync(Token)).Leases);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task With_the_fallback_it_starts_and_takes_the_lease_when_a_server_comes()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", ("linkspan.dhcp.timeout", "1"), ("linkspan.dhcp.fallback", "link-local"));
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.StartsWith("169.254.", sandbox.Endpoints[0].IPv4!.ToString(), StringComparison.Ordinal);
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m");
        await UntilAsync(() => fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].IPv4!.ToString() == "192.0.2.50", "the lease was not taken");
        string addresses = Witness.In(sandbox, "ip", "-4", "address", "show", "eth0").Output;
        Assert.Contains("192.0.2.50/24", addresses, StringComparison.Ordinal);
        Assert.DoesNotContain("169.254.", addresses, StringComparison.Ordinal);
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("transparent")]
    public async Task A_lease_is_prolonged_while_the_daemon_is_away_and_a_new_address_reaches_link_store_and_names(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using var server = new FakeDhcpServer(lan.Router, leaseSeconds: 4);
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.Equal("192.0.2.60", sandbox.Endpoints[0].IPv4!.ToString());
        await fixture.CloseAsync();
        int before = server.Renewals;
        await UntilAsync(() => server.Renewals > before, "nobody renewed while the daemon was away");
        await fixture.ReopenAsync();

        server.Gives = IPAddress.Parse("192.0.2.61");
        await UntilAsync(() => fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].IPv4?.ToString() == "192.0.2.61", "the new address did not arrive");
        string addresses = Witness.In(sandbox, "ip", "-4", "address", "show", "eth0").Output;
        Assert.Contains("192.0.2.61/24", addresses, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.60/", addresses, StringComparison.Ordinal);
        Assert.Contains("default via 192.0.2.1", Witness.In(sandbox, "ip", "route").Output, StringComparison.Ordinal);
        Assert.Equal("192.0.2.61", Witness.Dig(sandbox, "c1", "A"));
        lan.Run("ping", "-c1", "-W2", "192.0.2.61");
    }

    [Theory]
    [InlineData("macvlan", PhysicalLan.Nic)]
    [InlineData("transparent", PhysicalLan.Nic)]
    [InlineData("transparent", "foreign")] // an administrator's bridge
    public async Task A_server_that_prolongs_is_heard_in_time(string driver, string parent)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using IDisposable? bridge = parent == PhysicalLan.Nic ? null : new ForeignBridge(parent);
        using var server = new FakeDhcpServer(lan.Router, leaseSeconds: 20);
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, ("parent", parent));
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        SegmentLease lease = sandbox.Endpoints[0].Lease!;
        List<string> changes = [];
        fixture.Engine.Changed += change => changes.Add(change.Action);
        await UntilAsync(() => fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].Lease?.Obtained > lease.Obtained, "the lease was not prolonged");
        Assert.DoesNotContain("update", changes); // it was never without one
        Assert.True(fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].Lease!.Obtained < lease.Expires, "it lapsed and was had anew");
    }

    [Theory]
    [InlineData("bridge", "", "-d macvlan, ipvlan or transparent")]
    [InlineData("macvlan", "", "needs a segment")] // no parent
    [InlineData("macvlan", "subnet", "leave --subnet out")]
    [InlineData("macvlan", "timeout", "from 1 to 120")]
    public async Task What_cannot_be_is_refused_with_what_to_do(string driver, string change, string words)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (change.Length > 0)
        {
            options["parent"] = PhysicalLan.Nic;
        }

        if (change == "timeout")
        {
            options["linkspan.dhcp.timeout"] = "0";
        }

        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.CreateAsync("n1", request => request with
        {
            Driver = driver,
            IpamDriver = "dhcp",
            Options = options,
            Subnets = change == "subnet" ? [new SubnetRequest { Subnet = "192.0.2.0/24" }] : [],
        }));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    private static Task<Network> CreateAsync(EngineFixture fixture, string driver, params (string Name, string Value)[] options) => fixture.CreateAsync("n1", request => request with
    {
        Driver = driver,
        IpamDriver = "dhcp",
        Options = options.Prepend((Name: "parent", Value: PhysicalLan.Nic)).GroupBy(static option => option.Name)
            .ToDictionary(static option => option.Key, static option => option.Last().Value, StringComparer.Ordinal),
    });

    private static SandboxRequest Wanting(string name, string address)
    {
        SandboxRequest request = EngineFixture.Request(name, "n1");
        return request with { Endpoints = [request.Endpoints[0] with { IPv4 = IPAddress.Parse(address) }] };
    }

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        for (int attempt = 0; attempt < 600 && !condition(); attempt++)
        {
            await Task.Delay(50, Token);
        }

        Assert.True(condition(), otherwise);
    }

    /// <summary>A bridge of an administrator's with the NIC in it.</summary>
    private sealed class ForeignBridge : IDisposable
    {
        private readonly string _name;

        public ForeignBridge(string name)
        {
            _name = name;
            Witness.Host($"ip link add {name} type bridge", $"ip link set nic0 master {name}", $"ip link set {name} up");
        }

        public void Dispose() => Witness.Host($"ip link del {_name}");
    }
}
