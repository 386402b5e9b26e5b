using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

public sealed class SandboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_containers_of_one_network_reach_each_other_by_address_name_and_alias()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.Engine.CreateAsync(new NetworkRequest { Name = "my_bridge_network", EnableIPv6 = true }, Token);
        Sandbox first = await fixture.Engine.OpenSandboxAsync(EngineFixture.Request("container1", "my_bridge_network"), Token);
        SandboxRequest request = EngineFixture.Request("container2", "my_bridge_network");
        Sandbox second = await fixture.Engine.OpenSandboxAsync(
            request with { Endpoints = [request.Endpoints[0] with { Aliases = ["db"] }] }, Token);

        Assert.Contains("brd 172.18.255.255", Witness.In(first, "ip", "addr", "show", "eth0").Output, StringComparison.Ordinal);
        Assert.True(Witness.Ping(first, second.Endpoints[0].IPv4!.ToString()), "IPv4");
        Assert.True(Witness.Ping(first, second.Endpoints[0].IPv6!.ToString()), "IPv6");
        Assert.Equal($"{second.Endpoints[0].IPv4}", Witness.Dig(first, "container2", "A"));
        Assert.Equal($"{second.Endpoints[0].IPv4}", Witness.Dig(first, "db", "A"));
        Assert.Equal($"{second.Endpoints[0].IPv6}", Witness.Dig(first, "db.my_bridge_network", "AAAA"));
    }

    /// <summary>A stack made ahead is like one made at once: names, addresses, DNS, and nothing left of it when its container is gone.</summary>
    [Fact]
    public async Task A_stack_made_ahead_is_like_any_other()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 2 });
        await fixture.CreateAsync("own");
        await fixture.ReadyAsync(2);
        string ahead = Witness.Host("ip -o link show type veth");
        Assert.Equal(4, ahead.Split("alias linkspan: made ahead").Length - 1); // two with DNS, two without
        Sandbox first = await fixture.OpenAsync("first", "own");
        Sandbox second = await fixture.OpenAsync("second", "own");
        Sandbox third = await fixture.OpenAsync("third", "own"); // whether one is ready again or not
        Sandbox plain = await fixture.OpenAsync("plain", "bridge");
        foreach (Sandbox sandbox in new[] { first, second, third })
        {
            Assert.Equal($"{second.Endpoints[0].IPv4}", Witness.Dig(sandbox, "second", "A"));
            Assert.True(Witness.Ping(sandbox, $"{second.Endpoints[0].IPv4}"), sandbox.Request.Name);
        }

        string joined = Witness.Host($"ip -o link show {first.Endpoints[0].HostLink}");
        Assert.Contains(first.Endpoints[0].HostLink, ahead, StringComparison.Ordinal);
        Assert.Contains(",UP", joined, StringComparison.Ordinal);
        Assert.DoesNotContain("ahead", joined, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.11", Witness.In(plain, "nft", "list", "ruleset").Output);
        await fixture.Engine.CloseSandboxAsync(plain.Id, Token);

        await fixture.ReopenAsync(); // no stacks made ahead now: those of the engine before must be gone, from the keeper too
        Assert.Equal(
            new[] { first.Id, second.Id, third.Id }.Order(StringComparer.Ordinal),
            (await fixture.Engine.Keeper.StateAsync(Token)).Sandboxes.Select(static held => held.Sandbox.Id).Order(StringComparer.Ordinal));
        Assert.Equal($"{first.Endpoints[0].IPv4}", Witness.Dig(second, "first", "A"));
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>A keeper that forgot what it held ahead, as a new one has, costs nothing: the sandbox's sockets are opened then.</summary>
    [Fact]
    public async Task A_stack_made_ahead_outlives_the_keeper_that_served_it()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        await fixture.CreateAsync("own");
        for (int round = 0; round < 10; round++) // whether the keeper or the kernel is first is chance
        {
            await fixture.ReadyAsync(1);
            await fixture.Engine.Keeper.StopAsync(Token);
            await fixture.Engine.Keeper.StateAsync(Token); // another one is there, and quick
            Sandbox first = await fixture.OpenAsync("first", "own");
            Assert.Equal($"{first.Endpoints[0].IPv4}", Witness.Dig(first, "first", "A"));
            await fixture.Engine.CloseSandboxAsync(first.Id, Token);
        }

        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
    }
}
