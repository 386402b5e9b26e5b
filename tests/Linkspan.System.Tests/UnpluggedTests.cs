using Linkspan.Engine.Health;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A NIC that is unplugged takes all that hangs on it along; back again, it is another link of the same name.</summary>
public sealed class UnpluggedTests
{

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("macvlan", "")]
    [InlineData("macvlan", "linkspan.host_access=true")]
    [InlineData("macvlan", "macvlan_mode=passthru")]
    [InlineData("transparent", "")]
    public async Task Containers_are_joined_again_when_it_is_back(string driver, string option)
    {
        using PhysicalLan lan = PhysicalLan.Create(withAddress: option != "macvlan_mode=passthru");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, option);
        await fixture.CreateAsync("n2", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", "n2");
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        string before = Inside(sandbox);
        for (int round = 0; round < 2; round++)
        {
            Task lost = fixture.NextAsync("parent-lost");
            PhysicalLan.Unplug();
            await lost.WaitAsync(Eventually.Limit, Token);
            Finding finding = Assert.Single((await fixture.Engine.ExamineAsync(Token)).Findings, static finding => finding.Topic == "parents");
            Assert.Equal((Severity.Error, "network n1 stands on nic0, which is gone: its containers are cut off there"), (finding.Severity, finding.Words));
            Witness.Host("nft flush ruleset"); // the rest is repaired all the same
            await Eventually.HoldsAsync(() => Witness.Run("nft", "list", "table", "inet", "linkspan").ExitCode == 0 && fixture.Engine.AgreesAsync(Token).GetAwaiter().GetResult());

            Task back = fixture.NextAsync("parent-back");
            lan.Plug();
            await back.WaitAsync(Eventually.Limit, Token);
            await Eventually.HoldsAsync(() => Inside(sandbox) == before, () => $"{before}\nbecame\n{Inside(sandbox)}");
            Witness.Settled(sandbox);
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine6));
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4));
            Assert.DoesNotContain((await fixture.Engine.ExamineAsync(Token)).Findings, static finding => finding.Topic == "parents");
        }

        if (driver == "transparent")
        {
            Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", PhysicalLan.Machine6).ExitCode); // what the host has is on the bridge, and stayed
        }
        else if (option.StartsWith("linkspan", StringComparison.Ordinal))
        {
            Witness.Host($"ip addr add {PhysicalLan.Host4}/24 dev nic0", $"ip addr add {PhysicalLan.Host6}/64 dev nic0 nodad");
            await Eventually.HoldsAsync(() => Witness.Ping(sandbox, PhysicalLan.Host4) && Witness.Ping(sandbox, PhysicalLan.Host6));
        }

        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("macvlan", "linkspan.host_access=true")]
    [InlineData("transparent", "")]
    public async Task A_daemon_that_starts_without_it_waits_for_it(string driver, string option)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, driver, option);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        await fixture.CloseAsync();
        PhysicalLan.Unplug();
        await fixture.ReopenAsync();
        lan.Plug();
        await Eventually.HoldsAsync(() => Witness.Ping(sandbox, PhysicalLan.Machine4));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Another_nic_of_that_name_finds_the_host_on_the_bridge_as_it_was()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string bridge = (await CreateAsync(fixture, "transparent", "")).Transparent!.Bridge;
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        string before = Host();
        PhysicalLan.Unplug();
        lan.Plug(another: true);
        await Eventually.HoldsAsync(() => Witness.Ping(sandbox, PhysicalLan.Machine4));
        Assert.Equal(before, Host());
        Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", PhysicalLan.Outside4).ExitCode);
        Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", PhysicalLan.Outside6).ExitCode);
        await Agreement.HoldsAsync(fixture);

        string Host() => Witness.Host($"ip -br link show {bridge}") + Witness.Host($"ip -br addr show {bridge}") + Witness.Host("ip route") + Witness.Host("ip -6 route show default");
    }

    [Fact]
    public async Task A_parent_that_is_down_is_named_until_it_is_up()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "macvlan", "");
        Task lost = fixture.NextAsync("parent-lost");
        Witness.Host("ip link set nic0 down");
        await lost.WaitAsync(Eventually.Limit, Token);
        Finding finding = Assert.Single((await fixture.Engine.ExamineAsync(Token)).Findings, static finding => finding.Topic == "parents");
        Assert.Equal((Severity.Warning, "ip link set nic0 up"), (finding.Severity, finding.Remedy));
        Task back = fixture.NextAsync("parent-back");
        Witness.Host("ip link set nic0 up");
        await back.WaitAsync(Eventually.Limit, Token);
    }

    private static Task<Network> CreateAsync(EngineFixture fixture, string driver, string option) => fixture.CreateAsync("n1", request => request with
    {
        Driver = driver,
        EnableIPv6 = true,
        Options = new[] { "parent=nic0", option }.Where(static word => word.Length > 0).ToDictionary(static word => word.Split('=')[0], static word => word.Split('=')[1]),
        Subnets =
        [
            new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" },
            new SubnetRequest { Subnet = "2001:db8::/64", Gateway = PhysicalLan.Router6, Range = "2001:db8::64:0/112" },
        ],
    });

    /// <summary>Addresses, hardware addresses and ways of a sandbox.</summary>
    private static string Inside(Sandbox sandbox) => string.Join('\n', new[] { "-br link", "-br -4 addr", "-br -6 addr show scope global", "route", "-6 route show default", "rule" }
        .Select(command => Witness.In(sandbox, "ip", command.Split(' ')).Output)).Replace("UNKNOWN", "UP", StringComparison.Ordinal) is var text
        ? global::System.Text.RegularExpressions.Regex.Replace(text, "(@[a-z0-9]+)? +", " ") : "";
}
