using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>What others change of ours while the engine runs is back within a second.</summary>
public sealed class WatchTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10); // within a second where the machine has nothing else to do

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> Damages => new()
    {
        {
            "firewall",
            [
                "nft flush ruleset",
                "nft delete table inet linkspan",
                "nft flush table inet linkspan",
                "nft flush chain inet linkspan to_nat",
                "nft flush chain inet linkspan to_nat ; add rule inet linkspan to_nat accept ; add rule inet linkspan to_nat accept", // as many rules as before
                "nft insert rule inet linkspan pass accept",
                "nft flush set inet linkspan bridges",
                "nft delete element inet linkspan towards4 { BRIDGE }",
                "nft add element inet linkspan peers { BRIDGE . docker0 }",
            ]
        },
        {
            "host",
            [
                "ip addr del 10.5.0.1/24 dev BRIDGE",
                "ip route del 10.5.0.0/24 dev BRIDGE",
                "ip -6 route flush dev BRIDGE",
                "ip link set BRIDGE down",
                "ip link set BRIDGE name renamed",
                "ip link set BRIDGE mtu 1300",
                "ip link del BRIDGE",
                "ip link set HOSTLINK nomaster",
                "ip link set HOSTLINK master docker0",
                "ip link set HOSTLINK down",
                "ip link set HOSTLINK name renamed",
                "ip link set HOSTLINK mtu 1300",
                "bridge link set dev HOSTLINK isolated on",
                "bridge link set dev HOSTLINK hairpin HAIRPIN",
                "ip link set HOSTLINK netns SANDBOX",
                "ip link del HOSTLINK",
                "tc qdisc del dev BRIDGE clsact",
                "tc filter del dev BRIDGE egress",
            ]
        },
        {
            "sysctls",
            [
                "sysctl -qw net.ipv4.ip_forward=0",
                "sysctl -qw net.ipv6.conf.all.forwarding=0",
                "sysctl -qw net.ipv4.conf.BRIDGE.forwarding=0",
                "sysctl -qw net.ipv6.conf.BRIDGE.forwarding=0",
                "sysctl -qw net.ipv4.conf.BRIDGE.route_localnet=0",
            ]
        },
        {
            "sandbox",
            [
                "nsenter --net=SANDBOX ip addr flush dev eth0",
                "nsenter --net=SANDBOX ip route del default",
                "nsenter --net=SANDBOX ip -6 route del default",
                "nsenter --net=SANDBOX ip link set eth0 down",
                "nsenter --net=SANDBOX ip link set eth0 mtu 1300",
                "nsenter --net=SANDBOX ip link set eth0 address 02:00:00:00:00:01",
                "nsenter --net=SANDBOX ip link del eth0",
                "nsenter --net=SANDBOX nft flush ruleset",
                "nsenter --net=SANDBOX nft flush chain ip linkspan resolve",
                "umount -l SANDBOX",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Is_back_within_a_second(string what, string[] damages)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync(
            "n1", static request => request with { EnableIPv6 = true, Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Sandbox neighbour = await fixture.OpenAsync("c2", "n1");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await WorksAsync("nothing yet");
        List<TimeSpan> took = [];
        foreach (string damage in damages)
        {
            Assert.True(await fixture.Engine.AgreesAsync(Token), $"{what}: agreement before {damage}");
            Witness.Host(damage
                .Replace("BRIDGE", network.Bridge!.Bridge, StringComparison.Ordinal)
                .Replace("HOSTLINK", sandbox.Endpoints[0].HostLink, StringComparison.Ordinal)
                .Replace("HAIRPIN", BridgeFiltering.IsOn ? "off" : "on", StringComparison.Ordinal)
                .Replace("SANDBOX", sandbox.NamespacePath, StringComparison.Ordinal));
            took.Add(await IsBackAsync(fixture, damage));
            await WorksAsync(damage);
        }

        took.Sort();
        Assert.True(took[took.Count / 2] < Promised, $"half of the repairs took longer than promised: {string.Join(", ", took)}");

        await Agreement.HoldsAsync(fixture);

        async Task WorksAsync(string damage)
        {
            Assert.Equal((damage, Lan.Machine4), (damage, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080)));
            Assert.Equal((damage, Lan.Machine6), (damage, await Talk.ReachAsync(lan.Path, Lan.Host6, 8080)));
            Assert.NotEqual((damage, Talk.TimedOut), (damage, await Talk.ReachAsync(null, "127.0.0.1", 8080)));
            Assert.True(Witness.Ping(neighbour, sandbox.Endpoints[0].IPv4!.ToString()), $"neighbour after {damage}");
            Assert.Equal((damage, $"{sandbox.Endpoints[0].IPv4}"), (damage, Witness.Dig(sandbox, "c1", "A")));
        }
    }

    /// <summary>Who starts Docker or Kubernetes beside us switches br_netfilter on, which translates a container's way to its own published port inside the bridge.</summary>
    [Fact]
    public async Task A_container_reaches_its_own_published_port_also_when_bridged_packets_come_to_be_filtered_later()
    {
        Assert.SkipUnless(BridgeFiltering.IsThere, "this kernel has no br_netfilter");
        using Lan lan = Lan.Create();
        using var filtering = BridgeFiltering.Off();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 2 });
        await fixture.CreateAsync("n1");
        Sandbox first = await fixture.OpenAsync("first", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        using IDisposable one = Talk.Serve(first.NamespacePath, IPAddress.Any, 80);
        await Eventually.HoldsAsync(() => fixture.Engine.IsReady);
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(first.NamespacePath, Lan.Host4, 8080));
        BridgeFiltering.On();
        await Eventually.HoldsAsync(async () => await Talk.ReachAsync(first.NamespacePath, Lan.Host4, 8080) != Talk.TimedOut);
        Sandbox second = await fixture.OpenAsync("second", "n1", new PortRequest { ContainerPort = 80, HostPort = 8081 }); // its pair was made before
        using IDisposable two = Talk.Serve(second.NamespacePath, IPAddress.Any, 80);
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(second.NamespacePath, Lan.Host4, 8081));
        Assert.True(await fixture.Engine.AgreesAsync(Token));
    }

    [Fact]
    public async Task A_container_may_choose_another_way_out()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("vpn", "n1");
        Witness.In(sandbox, "ip", "route", "replace", "default", "via", "10.5.0.77");
        await fixture.OpenAsync("other", "n1");
        Assert.True(await fixture.Engine.AgreesAsync(Token), "a route of the container's own is no drift");
        Assert.Contains("10.5.0.77", Witness.In(sandbox, "ip", "route").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_undoes_a_repair_again_and_again_is_left_alone()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        var suspended = new TaskCompletionSource();
        fixture.Engine.Changed += change =>
        {
            if (change.Action == "repair-suspended")
            {
                suspended.TrySetResult();
            }
        };
        for (int round = 0; round < RepairBook.Patience; round++)
        {
            Witness.In(sandbox, "ip", "link", "set", "eth0", "mtu", "1300");
            await IsBackAsync(fixture, "mtu");
        }

        Witness.In(sandbox, "ip", "link", "set", "eth0", "mtu", "1300");
        await suspended.Task.WaitAsync(Limit, Token);
        Assert.Contains("mtu 1300", Witness.In(sandbox, "ip", "link", "show", "eth0").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sysctl_that_somebody_changes_all_the_time_costs_no_comparison_of_everything()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string fought = await LoopbackOfAsync("n1");
        string calm = await LoopbackOfAsync("n2");
        await fixture.OpenAsync("c1", "n1");
        var suspended = new TaskCompletionSource();
        fixture.Engine.Changed += change =>
        {
            if (change.Action == "repair-suspended")
            {
                suspended.TrySetResult();
            }
        };
        long compared = fixture.Engine.ComparisonCount;
        for (int round = 0; round < RepairBook.Patience; round++)
        {
            await IsWrittenBackAsync(fought);
        }

        await File.WriteAllTextAsync(fought, "0", Token);
        await suspended.Task.WaitAsync(Limit, Token);
        for (int poll = 0; poll < 3; poll++)
        {
            await IsWrittenBackAsync(calm); // what else drifts is repaired meanwhile
        }

        Assert.Equal("0", (await File.ReadAllTextAsync(fought, Token)).Trim());
        Assert.Equal(compared, fixture.Engine.ComparisonCount);

        async Task<string> LoopbackOfAsync(string name) => $"/proc/sys/net/ipv4/conf/{(await fixture.CreateAsync(name)).Bridge!.Bridge}/route_localnet";
    }

    /// <summary>Switches a sysctl off and waits until it is on again.</summary>
    private static async Task IsWrittenBackAsync(string path)
    {
        await File.WriteAllTextAsync(path, "0", Token);
        long started = TimeProvider.System.GetTimestamp();
        while ((await File.ReadAllTextAsync(path, Token)).Trim() != "1")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"{path}: not repaired in time");
            await Task.Delay(5, Token);
        }
    }

    private static async Task<TimeSpan> IsBackAsync(EngineFixture fixture, string damage)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await fixture.Engine.AgreesAsync(Token))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"{damage}: not repaired in time");
            await Task.Delay(5, Token);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }
}
