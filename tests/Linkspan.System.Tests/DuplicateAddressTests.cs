using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Addresses of the segment that somebody has already, and the news of those that come.</summary>
public sealed class DuplicateAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.0.2.64", "192.0.2.65 2001:db8::64:1")]
    [InlineData("2001:db8::64:0", "192.0.2.65 2001:db8::64:1")]
    public async Task An_automatic_address_that_a_machine_has_is_passed_over(string taken, string expected)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Take(lan, taken);
        Endpoint endpoint = (await fixture.OpenAsync("c1", "n1")).Endpoints[0];
        Assert.Equal(expected, $"{endpoint.IPv4} {endpoint.IPv6}");
    }

    [Theory]
    [InlineData("192.0.2.70")]
    [InlineData("2001:db8::70")]
    public async Task An_address_asked_for_that_a_machine_has_is_refused_with_its_hardware_address(string taken)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Take(lan, taken);
        var address = IPAddress.Parse(taken);
        long started = TimeProvider.System.GetTimestamp();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => OpenAsync(fixture, "c1", address));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 1);
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Contains($"address {taken} is in use on the segment of nic0 by the machine with MAC address {MacOf(lan)}", e.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Engine.Sandboxes);
        lan.Run("ip", "addr", "del", $"{taken}/{(address.GetAddressBytes().Length == 4 ? 24 : 64)}", "dev", "eth0");
        await OpenAsync(fixture, "c1", address);
    }

    [Fact]
    public async Task Without_detection_nobody_is_asked()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "false");
        Take(lan, "192.0.2.64");
        Assert.Equal("192.0.2.64", (await fixture.OpenAsync("c1", "n1")).Endpoints[0].IPv4!.ToString());
    }

    [Fact]
    public async Task Other_changes_do_not_wait_for_the_segment_and_the_network_stays()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Task<Sandbox> opening = fixture.OpenAsync("c1", "n1");
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.RemoveAsync("n1", Token));
        Assert.Contains("active endpoints (name:\"c1\"", e.Message, StringComparison.Ordinal);
        await fixture.CreateAsync("n2");
        Assert.False(opening.IsCompleted);
        Sandbox sandbox = await opening;
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("bridge")]
    public async Task Neighbours_hear_of_an_address_that_comes_with_another_hardware_address(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await CreateAsync(fixture, driver: driver);
        string space = lan.Machine;
        if (driver == "bridge")
        {
            space = (await fixture.OpenAsync("listener", "n1")).NamespacePath;
        }

        // What a neighbour remembers of a container that had these addresses before.
        IPAddress next4 = driver == "bridge" ? IPAddress.Parse("10.5.0.3") : IPAddress.Parse("192.0.2.64");
        IPAddress next6 = driver == "bridge" ? IPAddress.Parse("fd05::3") : IPAddress.Parse("2001:db8::64:0");
        foreach (IPAddress address in new[] { next4, next6 })
        {
            Witness.Inside(space, "ip", "neighbour", "replace", address.ToString(), "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");
        }

        Endpoint endpoint = (await fixture.OpenAsync("c1", "n1")).Endpoints[0];
        Assert.Equal((next4, next6), (endpoint.IPv4, endpoint.IPv6));
        string mac = string.Join(':', endpoint.Mac.GetAddressBytes().Select(static octet => octet.ToString("x2")));
        foreach (IPAddress address in new[] { next4, next6 })
        {
            long started = TimeProvider.System.GetTimestamp();
            while (!Witness.Inside(space, "ip", "neighbour", "show", address.ToString()).Contains(mac, StringComparison.Ordinal))
            {
                Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 4);
            }
        }
    }

    private static Task<Sandbox> OpenAsync(EngineFixture fixture, string name, IPAddress address)
    {
        SandboxRequest request = EngineFixture.Request(name, "n1");
        return fixture.Engine.OpenSandboxAsync(
            request with
            {
                Endpoints = [address.GetAddressBytes().Length == 4 ? request.Endpoints[0] with { IPv4 = address } : request.Endpoints[0] with { IPv6 = address }],
            },
            Token);
    }

    private static void Take(PhysicalLan lan, string address)
    {
        string[] command = address.Contains(':', StringComparison.Ordinal)
            ? ["addr", "add", $"{address}/64", "dev", "eth0", "nodad"]
            : ["addr", "add", $"{address}/24", "dev", "eth0"];
        lan.Run("ip", command);
    }

    private static string MacOf(PhysicalLan lan) => lan.Run("ip", "-o", "link", "show", "eth0").Split("link/ether ")[1].Split(' ')[0];

    private static Task<Network> CreateAsync(EngineFixture fixture, string detection = "true", string driver = "macvlan") => fixture.CreateAsync("n1", request => driver == "bridge"
        ? request with { EnableIPv6 = true, Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }, new SubnetRequest { Subnet = "fd05::/64" }] }
        : request with
        {
            Driver = driver,
            EnableIPv6 = true,
            Options = new Dictionary<string, string> { ["parent"] = PhysicalLan.Nic, ["linkspan.duplicate_detection"] = detection },
            Subnets =
            [
                new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" },
                new SubnetRequest { Subnet = "2001:db8::/64", Gateway = PhysicalLan.Router6, Range = "2001:db8::64:0/112" },
            ],
        });
}
