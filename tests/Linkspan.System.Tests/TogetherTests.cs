using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A container on networks of several drivers at once, joined and left live.</summary>
public sealed class TogetherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)] // "bridged" has the default route, by its name
    [InlineData(9)] // the segment has it, by its priority
    public async Task Answers_leave_by_the_network_on_which_the_question_came(int priority)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.Engine.OpenSandboxAsync(
            EngineFixture.Request("c1", "bridged") with { Ports = [new PortRequest { ContainerPort = 80, HostPort = 8080 }] }, Token);
        sandbox = await fixture.Engine.ConnectAsync(sandbox.Id, new EndpointRequest { Network = "segment", GatewayPriority = priority }, Token);
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Endpoint segment = sandbox.Endpoints[1];
        string gateway = Witness.In(sandbox, "ip", "route", "show", "default").Output;
        Assert.Contains(priority == 0 ? "dev eth0" : "dev eth1", gateway, StringComparison.Ordinal);

        // The machine stands on the segment itself, so the container has a straight way to it, which its answer must not take.
        Assert.Equal(PhysicalLan.Machine4, await Talk.ReachAsync(lan.Machine, PhysicalLan.Host4, 8080));
        // The world is behind the segment's router, which must see the container's own address.
        lan.RunOnRouter("ping", "-c1", "-W2", "-I", PhysicalLan.Outside4, segment.IPv4!.ToString());
        lan.RunOnRouter("ping", "-c1", "-W2", "-I", PhysicalLan.Outside6, segment.IPv6!.ToString());
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Leaving_takes_the_rules_along()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "bridged");
        string before = Rules(sandbox);
        await fixture.Engine.ConnectAsync(sandbox.Id, new EndpointRequest { Network = "segment" }, Token);
        Assert.NotEqual(before, Rules(sandbox));
        await fixture.Engine.DisconnectAsync(sandbox.Id, "segment", Token);
        Assert.Equal(before, Rules(sandbox));
        Assert.DoesNotContain("eth1", Witness.In(sandbox, "ip", "-o", "link").Output, StringComparison.Ordinal);
    }

    private static async Task CreateAsync(EngineFixture fixture)
    {
        await fixture.CreateAsync("bridged", static request => request with { EnableIPv6 = true });
        await fixture.CreateAsync("segment", static request => request with
        {
            Driver = "macvlan",
            EnableIPv6 = true,
            Options = new Dictionary<string, string> { ["parent"] = PhysicalLan.Nic },
            Subnets =
            [
                new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" },
                new SubnetRequest { Subnet = "2001:db8::/64", Gateway = PhysicalLan.Router6, Range = "2001:db8::64:0/112" },
            ],
        });
    }

    private static string Rules(Sandbox sandbox) =>
        Witness.In(sandbox, "ip", "rule").Output + Witness.In(sandbox, "ip", "-6", "rule").Output +
        Witness.In(sandbox, "ip", "route", "show", "table", "all").Output.Replace("linkdown", "", StringComparison.Ordinal);
}
