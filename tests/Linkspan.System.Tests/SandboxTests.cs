using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Linkspan.Engine.Kernel;
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

        await fixture.ReadyAsync();
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
        Assert.Empty(Waiting(own));
        Sandbox[] sandboxes = [await fixture.OpenAsync("first", "own"), await fixture.OpenAsync("second", "own")];
        await fixture.ReadyAsync();
        Assert.Equal(2, Waiting(own).Count);
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
        Assert.Equal(2, Waiting(other).Count);
        Assert.Equal(4, Witness.Host("ip -o link show type veth").Split("alias linkspan: made ahead").Length - 1); // and one of each kind anywhere
        Assert.Equal(4, (await fixture.Engine.Keeper.StateAsync(Token)).Sandboxes.Count(static held => held.Sandbox.Id.StartsWith("ready-", StringComparison.Ordinal)));
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>
    /// What waits on a network has the next container's address already, and nobody hears of it: it does not answer, and the bridge has no carrier by it. A container
    /// with another address, MAC or MTU gets its own and nothing else, whatever the network is like.
    /// </summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("dual")]
    [InlineData("ipv6")]
    [InlineData("internal")]
    [InlineData("icc=false")]
    [InlineData("mtu=1400")]
    public async Task A_stack_that_waits_has_the_next_address_and_keeps_it_to_itself(string kind)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        Network own = await fixture.CreateAsync("own", request => kind switch
        {
            "dual" => request with { EnableIPv6 = true },
            "ipv6" => request with { EnableIPv4 = false, EnableIPv6 = true },
            "internal" => request with { Internal = true },
            "plain" => request,
            _ => request with { Options = new Dictionary<string, string> { [kind[0] == 'i' ? "com.docker.network.bridge.enable_icc" : "com.docker.network.driver.mtu"] = kind.Split('=')[1] } },
        });
        Sandbox[] gone = [await fixture.OpenAsync("first", "own"), await fixture.OpenAsync("second", "own")];
        await fixture.ReadyAsync();
        Assert.Equal(2, Waiting(own).Count);
        foreach (Sandbox sandbox in gone)
        {
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        }

        Assert.Contains("NO-CARRIER", Witness.Host($"ip -o link show {own.Bridge!.Bridge}"), StringComparison.Ordinal);
        Assert.NotEqual(0, own.EnableIPv4 ? Witness.Run("ping", "-c1", "-W1", $"{Nth(own, 4)}").ExitCode : 1);
        Sandbox next = await fixture.OpenAsync("third", "own");
        IPAddress address = (next.Endpoints[0].IPv4 ?? next.Endpoints[0].IPv6)!;
        Assert.Equal(own.EnableIPv4 ? Nth(own, 4) : null, next.Endpoints[0].IPv4); // one and two rest
        Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", $"{address}").ExitCode);
        Sandbox back = await fixture.OpenAsync("first", "own"); // its former address, not that of the stack
        Sandbox special = await fixture.Engine.OpenSandboxAsync(
            EngineFixture.Request("special") with
            {
                Endpoints = [new EndpointRequest { Network = "own", Mac = PhysicalAddress.Parse("02-11-22-33-44-55"), IPv4 = own.EnableIPv4 ? Nth(own, 77) : null }],
            },
            Token);
        Assert.Equal(gone[0].Endpoints[0].IPv4, back.Endpoints[0].IPv4);
        foreach (Sandbox sandbox in (Sandbox[])[next, back, special])
        {
            string addresses = Witness.In(sandbox, "ip", "-o", "addr", "show", "eth0", "scope", "global").Output;
            Assert.Equal((own.EnableIPv4 ? 1 : 0) + (own.EnableIPv6 ? 1 : 0), addresses.Trim().Split('\n').Length);
            Assert.Contains($" {sandbox.Endpoints[0].IPv4 ?? sandbox.Endpoints[0].IPv6}/", addresses, StringComparison.Ordinal);
            if (own.EnableIPv6)
            {
                byte[] mac = sandbox.Endpoints[0].Mac.GetAddressBytes();
                byte[] linkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]];
                Witness.Settled(sandbox);
                Assert.Contains($" {new IPAddress(linkLocal)}/64", Witness.In(sandbox, "ip", "-o", "addr", "show", "eth0", "scope", "link").Output, StringComparison.Ordinal);
            }

            Assert.Equal(own.EnableIPv4 && !own.Internal, Witness.In(sandbox, "ip", "route", "show", "default").Output.Length > 0);
        }

        Assert.Contains("02:11:22:33:44:55", Witness.In(special, "ip", "-o", "link", "show", "eth0").Output, StringComparison.Ordinal);
        Assert.Equal(kind != "icc=false", Witness.Ping(special, $"{address}"));
        await fixture.ReopenAsync(); // what waited is gone with its engine, and nobody says any longer that it waits
        Assert.DoesNotContain("ahead", Witness.Host("ip -o link show type veth"), StringComparison.Ordinal);
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>Somebody pulls a waiting pair off its bridge, or deletes the bridge: no container gets a stack that leads nowhere.</summary>
    [Fact]
    public async Task A_stack_whose_bridge_was_taken_away_is_not_given_to_a_container()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        Network own = await fixture.CreateAsync("own");
        Sandbox first = await fixture.OpenAsync("first", "own");
        await fixture.OpenAsync("second", "own");
        await fixture.ReadyAsync();
        List<string> waiting = Waiting(own);
        Witness.Host($"ip link set {waiting[0]} nomaster");
        await Eventually.HoldsAsync(() => !Links().Contains(waiting[0], StringComparison.Ordinal));
        Witness.Host($"ip link del {own.Bridge!.Bridge}");
        await Eventually.HoldsAsync(() => !Links().Contains(waiting[1], StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => Witness.Ping(first, $"{own.Subnets[0].Gateway}"));
        Sandbox third = await fixture.OpenAsync("third", "own");
        Assert.True(Witness.Ping(third, $"{first.Endpoints[0].IPv4}"));
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);

        static string Links() => Witness.Host("ip -o link show type veth");
    }

    private static List<string> Waiting(Network network) =>
    [
        .. Witness.Host($"ip -o link show master {network.Bridge!.Bridge}").Split('\n').Where(static line => line.Contains("made ahead", StringComparison.Ordinal))
            .Select(static line => line.Split(": ")[1].Split('@')[0]),
    ];

    private static IPAddress Nth(Network network, byte number)
    {
        byte[] bytes = network.Subnets.First(static subnet => subnet.Prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork).Prefix.BaseAddress.GetAddressBytes();
        bytes[3] += number;
        return new IPAddress(bytes);
    }

    /// <summary>An engine that stops while it makes a stack ahead leaves no pair behind, whatever step it was at.</summary>
    [Fact]
    public async Task A_stack_that_is_being_made_goes_with_its_engine()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        for (int round = 0; round < 20; round++)
        {
            await fixture.ReopenAsync(static options => options with { ReadySandboxes = 2 });
            await Task.Delay(40 + (round * 3), Token);
            await fixture.CloseAsync();
            Assert.DoesNotContain("veth", Witness.Host("ip -o link show type veth"), StringComparison.Ordinal);
        }

        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>What a container has taken says no longer that it waits, also where the engine stops right behind it: the next start has nothing to do.</summary>
    [Fact]
    public async Task A_stack_that_was_just_taken_waits_no_longer_when_its_engine_stops()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 2 });
        await fixture.CreateAsync("n1");
        await Eventually.HoldsAsync(() => fixture.Engine.IsReady);
        Assert.Contains(PairAhead.Alias, Witness.Host("ip link show type veth"), StringComparison.Ordinal);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        await fixture.CloseAsync();
        string links = Witness.Host("ip link show type veth");
        Assert.Contains(sandbox.Endpoints[0].HostLink, links, StringComparison.Ordinal);
        Assert.DoesNotContain(PairAhead.Alias, links, StringComparison.Ordinal);
        await fixture.ReopenAsync(static options => options with { ReadySandboxes = 0 });
        Agreement.NothingWasDone(fixture);
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
