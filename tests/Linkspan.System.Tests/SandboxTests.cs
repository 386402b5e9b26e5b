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
        await fixture.ReadyAsync();
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

    /// <summary>
    /// The stacks of a network where two containers came in a row wait on its bridge, and no longer once containers come elsewhere; the network can be removed
    /// under them.
    /// </summary>
    [Fact]
    public async Task Stacks_made_ahead_wait_where_containers_come()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        Network own = await fixture.CreateAsync("own");
        Network other = await fixture.CreateAsync("other");
        await fixture.ReadyAsync();
        Assert.Equal(0, Waiting(own));
        Sandbox[] sandboxes = [await fixture.OpenAsync("first", "own"), await fixture.OpenAsync("second", "own")];
        await fixture.ReadyAsync();
        Assert.Equal(2, Waiting(own));
        string ahead = Witness.Host("ip -o link show type veth");
        Sandbox third = await fixture.OpenAsync("third", "own");
        Assert.Contains(third.Endpoints[0].HostLink, ahead, StringComparison.Ordinal);
        Assert.True(Witness.Ping(third, $"{sandboxes[0].Endpoints[0].IPv4}"));

        foreach (Sandbox sandbox in (Sandbox[])[.. sandboxes, third])
        {
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        }

        await fixture.Engine.RemoveAsync("own", Token); // under the stacks that wait there
        Sandbox fourth = await fixture.OpenAsync("fourth", "other");
        Sandbox fifth = await fixture.OpenAsync("fifth", "other");
        Assert.True(Witness.Ping(fifth, $"{fourth.Endpoints[0].IPv4}"));
        await fixture.ReadyAsync();
        Assert.Equal(2, Waiting(other));
        Assert.Equal(4, Witness.Host("ip -o link show type veth").Split("alias linkspan: made ahead").Length - 1); // and one of each kind anywhere
        Assert.Equal(4, (await fixture.Engine.Keeper.StateAsync(Token)).Sandboxes.Count(static held => held.Sandbox.Id.StartsWith("ready-", StringComparison.Ordinal)));
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);

        static int Waiting(Network network) => Witness.Host($"ip -o link show master {network.Bridge!.Bridge}").Split("alias linkspan: made ahead").Length - 1;
    }

    /// <summary>A keeper that forgot what it held ahead, as a new one has, costs nothing: the sandbox's sockets are opened then.</summary>
    [Fact]
    public async Task A_stack_made_ahead_outlives_the_keeper_that_served_it()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        await fixture.CreateAsync("own");
        for (int round = 0; round < 10; round++) // whether the keeper or the kernel is first is chance
        {
            await fixture.ReadyAsync();
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
