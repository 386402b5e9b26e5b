using Linkspan.Engine.Health;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>What others do beside us is named: once as an event, and by the doctor while it is there.</summary>
public sealed class SurroundingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_of_others_that_drop_packets_of_containers_are_named()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync("n1");
        Task seen = fixture.NextAsync("foreign-drop").WaitAsync(TimeSpan.FromSeconds(20), Token);
        Witness.Host(
            "nft add table ip filter", "nft add chain ip filter FORWARD { type filter hook forward priority 0 ; policy drop ; }",
            "nft add table inet mine", "nft add chain inet mine forward { type filter hook forward priority 10 ; }",
            "nft add rule inet mine forward tcp dport 25 drop",
            $"nft add rule inet mine forward iifname {network.Bridge!.Bridge} counter drop comment \"guests\"");
        try
        {
            await seen;
            string report = Text(await fixture.Engine.ExamineAsync(Token), "firewall");
            Assert.Contains("Warning table ip filter, chain FORWARD, policy drop, of iptables-nft, drops forwarded packets that none of its 0 rules accepts", report, StringComparison.Ordinal);
            Assert.Contains($"of unknown, drops packets of {network.Bridge.Bridge} (\"guests\")", report, StringComparison.Ordinal);
            Assert.Equal(2, report.Split("drops").Length - 1); // that of port 25 is the administrator's own business
        }
        finally
        {
            Witness.Host("nft delete table ip filter", "nft delete table inet mine");
        }

        Assert.DoesNotContain("drops", Text(await fixture.Engine.ExamineAsync(Token), "firewall"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drops packets of 10.5.0.0/24", "forward ip daddr 10.5.0.0/24 drop")]
    [InlineData("drops packets of 10.5.0.0/24", "forward ip saddr 10.0.0.0/13 reject")] // a prefix that needs a mask
    [InlineData("drops packets of 10.5.0.0/24", "forward ip daddr 10.5.0.77 drop")]
    [InlineData("drops packets of docker0, BRIDGE", "forward oifname != uplink drop")]
    [InlineData("drops packets of BRIDGE", "forward iifname br-* drop")]
    [InlineData("drops packets of BRIDGE", "forward jump own", "own oifname BRIDGE drop")]
    [InlineData("drops packets of BRIDGE", "forward iifname BRIDGE goto own", "own counter drop")]
    [InlineData("drops every forwarded packet that comes to it", "forward jump own", "own jump deeper", "deeper reject")]
    [InlineData("drops packets of 10.5.0.0/24", "early ip saddr 10.5.0.0/24 drop")]
    [InlineData(null, "forward ip daddr 10.6.0.0/16 drop", "forward ip ttl 10 drop", "forward iifname virbr0 oifname != virbr0 drop")]
    [InlineData(null, "forward tcp dport 25 jump own", "own iifname BRIDGE drop")] // the administrator's own business
    [InlineData(null, "forward iifname BRIDGE accept", "forward oifname BRIDGE accept", "forward drop")] // the remedy was taken
    public async Task Rules_that_drop_by_address_by_pattern_or_deeper_are_named(string? words, params string[] rules)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Witness.Host(
            "nft add table inet mine", "nft add chain inet mine forward { type filter hook forward priority 10 ; }",
            "nft add chain inet mine early { type filter hook prerouting priority -300 ; }", "nft add chain inet mine own", "nft add chain inet mine deeper");
        try
        {
            Witness.Host([.. rules.Select(rule => $"nft add rule inet mine {rule.Replace("BRIDGE", network.Bridge!.Bridge, StringComparison.Ordinal)}")]);
            string report = string.Join('\n', Text(await fixture.Engine.ExamineAsync(Token), "firewall").Split('\n').Where(static line => line.Contains("drops", StringComparison.Ordinal)));
            Assert.Equal(words is null ? "" : $"of unknown, {words.Replace("BRIDGE", network.Bridge!.Bridge, StringComparison.Ordinal)}", report.Length == 0 ? "" : report[report.IndexOf("of unknown", StringComparison.Ordinal)..]);
        }
        finally
        {
            Witness.Host("nft delete table inet mine");
        }
    }

    [Theory]
    [InlineData("ip route add 10.5.0.0/16 dev vpn table 77", "ip link del vpn", "route 10.5.0.0/16 dev vpn")]
    [InlineData("ip rule add to 10.5.0.128/25 lookup 77 priority 5000", "ip rule del priority 5000", "routing rule 5000 to 10.5.0.128/25 lookup 77")]
    [InlineData("ip addr add 10.5.0.77/28 dev vpn", "ip link del vpn", "address 10.5.0.77/28 dev vpn")]
    public async Task A_route_that_comes_later_is_named_with_the_network_that_it_overlaps(string command, string undo, string words)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Witness.Host("ip link add vpn type veth peer name vpn2", "ip link set vpn up");
        Task seen = fixture.NextAsync("address-clash").WaitAsync(TimeSpan.FromSeconds(20), Token);
        try
        {
            Witness.Host(command);
            await seen;
            Assert.Contains($"Warning network n1, 10.5.0.0/24, is overlapped by {words}", Text(await fixture.Engine.ExamineAsync(Token), "addresses"), StringComparison.Ordinal);
        }
        finally
        {
            Witness.Host(undo);
            if (!undo.Contains("link", StringComparison.Ordinal))
            {
                Witness.Host("ip link del vpn");
            }
        }

        Assert.Empty(Text(await fixture.Engine.ExamineAsync(Token), "addresses"));
    }

    [Fact]
    public async Task A_healthy_engine_has_no_errors_and_tells_what_it_repaired()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync("n1", static request => request with { Options = new Dictionary<string, string> { ["com.docker.network.driver.mtu"] = "9000" } });
        await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Task repaired = fixture.NextAsync("repair").WaitAsync(TimeSpan.FromSeconds(20), Token);
        Witness.Host($"tc qdisc del dev {network.Bridge!.Bridge} clsact");
        await repaired;
        HealthReport report = await fixture.Engine.ExamineAsync(Token);
        Assert.DoesNotContain(report.Findings, static finding => finding.Severity == Severity.Error);
        Assert.Contains("network n1 has MTU 9000, the host's uplink 1500", Text(report, "mtu"), StringComparison.Ordinal);
        Assert.Contains(report.Repairs, repair => repair.Fact == $"guard {network.Bridge.Bridge}");
        Assert.Equal(report.Repairs[^1].Time, report.LastRepair);
        await fixture.ReopenAsync();
        Assert.Equal(report.RepairCount, (await fixture.Engine.ExamineAsync(Token)).RepairCount);
    }

    private static string Text(HealthReport report, string topic) =>
        string.Join('\n', report.Findings.Where(finding => finding.Topic == topic).Select(static finding => $"{finding.Severity} {finding.Words}"));
}
