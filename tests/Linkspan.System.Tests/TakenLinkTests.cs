using System.Net;
using System.Text.RegularExpressions;
using Linkspan.Engine;
using Linkspan.Engine.Health;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A link of others that has the name of a network's own costs that network alone, and only while it is there.</summary>
public sealed class TakenLinkTests
{
    private const string Address = "10.5.0.1/24"; // the gateway's, which is the other link's now


    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("veth", "ip link del LINK")]
    [InlineData("bridge", "ip link set LINK down", "ip link set LINK name foreign")]
    public async Task A_start_leaves_the_network_out_until_the_name_is_free(string kind, params string[] remedy)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Network network, Sandbox sandbox, Sandbox neighbour) = await PrepareAsync(fixture);
        string link = network.Bridge!.Bridge;
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        using IDisposable second = Talk.Serve(neighbour.NamespacePath, IPAddress.IPv6Any, 80);
        await fixture.CloseAsync();
        string inside = Inside(sandbox);
        using Other taken = Take(link, kind);
        string foreign = Foreign(link);
        Witness.Host("nft flush ruleset", "ip link set HOSTLINK nomaster".Replace("HOSTLINK", neighbour.Endpoints[0].HostLink, StringComparison.Ordinal));
        await fixture.ReopenAsync();

        await IsLeftOutAsync(fixture, network, sandbox);
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8081));
        Witness.Host($"ip link del {fixture.Engine.Find("n2").Bridge!.Bridge}");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8081));
        Assert.Equal(inside, Inside(sandbox));
        Assert.Equal(foreign, Foreign(link));

        Task back = fixture.NextAsync("link-back");
        Witness.Host([.. remedy.Select(command => command.Replace("LINK", link, StringComparison.Ordinal))]);
        await back.WaitAsync(Eventually.Limit, Token);
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        Assert.Equal(inside, Inside(sandbox));
        Assert.DoesNotContain((await fixture.Engine.ExamineAsync(Token)).Findings, static finding => finding.Topic == "links");
        await fixture.OpenAsync("c3", "n1");
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task While_running_the_network_is_left_out_and_nothing_goes_round_in_circles()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { ReadySandboxes = 1 });
        (Network network, Sandbox sandbox, Sandbox neighbour) = await PrepareAsync(fixture);
        string link = network.Bridge!.Bridge;
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        using IDisposable second = Talk.Serve(neighbour.NamespacePath, IPAddress.IPv6Any, 80);
        await fixture.OpenAsync("c3", "n1"); // two in a row: stacks are made ahead on its bridge
        await fixture.ReadyAsync();
        string inside = Inside(sandbox);
        string foreign = "";
        Other? taken = null;
        Task told = fixture.NextAsync("link-taken");
        DuringAChange(fixture, () =>
        {
            taken = Take(link, "bridge"); // before the watch can put the bridge right
            foreign = Foreign(link);
        });
        await fixture.CreateAsync("n3");
        using Other? other = taken;
        await told.WaitAsync(Eventually.Limit, Token);

        await IsLeftOutAsync(fixture, network, sandbox);
        await fixture.ReadyAsync(); // no stack made ahead joined the other's bridge either
        Witness.Host("nft flush ruleset");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8081));
        long repairs = fixture.Engine.RepairCount;
        Witness.Host($"ip link set {link} mtu 1400", $"ip link set {link} mtu 1500"); // what happens to it is nobody's business here
        await Task.Delay(TimeSpan.FromSeconds(1.5), Token); // several of the watch's looks
        Assert.Equal(repairs, fixture.Engine.RepairCount);
        Assert.Equal(inside, Inside(sandbox));
        Assert.Equal(foreign, Foreign(link));

        Task back = fixture.NextAsync("link-back");
        Witness.Host($"ip link del {link}");
        await back.WaitAsync(Eventually.Limit, Token);
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        Assert.Equal(inside, Inside(sandbox));
        await fixture.ReopenAsync(); // without stacks made ahead
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_bridge_that_was_renamed_to_make_room_gets_its_name_back()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Network network, Sandbox sandbox, _) = await PrepareAsync(fixture);
        string link = network.Bridge!.Bridge;
        string index = Index(link);
        Task taken = fixture.NextAsync("link-taken");
        DuringAChange(fixture, () => Witness.Host($"ip link set {link} name renamed", $"ip link add {link} type veth"));
        await fixture.CreateAsync("n3");
        await taken.WaitAsync(Eventually.Limit, Token);
        Witness.Host($"ip link del {link}");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.Equal(index, Index(link));
        Assert.True(Witness.Ping(sandbox, "10.5.0.1"));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_bridge_that_was_renamed_before_a_start_is_made_anew_under_its_name()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Network network, Sandbox sandbox, _) = await PrepareAsync(fixture);
        string link = network.Bridge!.Bridge;
        await fixture.CloseAsync();
        Witness.Host($"ip link set {link} name renamed", $"ip link add {link} type veth");
        await fixture.ReopenAsync();
        await IsLeftOutAsync(fixture, network, sandbox);
        Witness.Host($"ip link del {link}");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.True(Witness.Ping(sandbox, "10.5.0.1"));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task What_is_removed_meanwhile_takes_nothing_of_the_other_link_along()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Network network, Sandbox sandbox, _) = await PrepareAsync(fixture);
        await fixture.CloseAsync();
        using Other taken = Take(network.Bridge!.Bridge, "bridge");
        string foreign = Foreign(network.Bridge.Bridge);
        await fixture.ReopenAsync();
        await fixture.Engine.ConnectAsync(sandbox.Id, new EndpointRequest { Network = "n2" }, Token);
        await fixture.Engine.DisconnectAsync(sandbox.Id, "n1", Token);
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(foreign, Foreign(network.Bridge.Bridge));
        Witness.Host($"ip link set {network.Bridge.Bridge} name foreign");
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task The_default_bridge_is_like_any_other_while_a_container_is_on_it()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Sandbox sandbox = await fixture.OpenAsync("c1", "bridge");
        await fixture.CloseAsync();
        Witness.Host("ip link del docker0", "ip link add docker0 type veth");
        await fixture.ReopenAsync();
        await IsLeftOutAsync(fixture, fixture.Engine.Find("bridge"), sandbox);
        Witness.Host("ip link del docker0");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Assert.True(Witness.Ping(sandbox, fixture.Engine.Find("bridge").Subnets[0].Gateway!.ToString()));
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task The_default_bridge_waits_where_both_its_names_are_others()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CloseAsync();
        Witness.Host("ip link del docker0", "ip link add docker0 type veth", "ip link add linkspan0 type veth");
        await fixture.ReopenAsync();
        Task back = fixture.NextAsync("link-back");
        Witness.Host("ip link del docker0");
        await back.WaitAsync(Eventually.Limit, Token);
        Sandbox sandbox = await fixture.OpenAsync("c1", "bridge");
        Assert.True(Witness.Ping(sandbox, fixture.Engine.Find("bridge").Subnets[0].Gateway!.ToString()));
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        Witness.Host("ip link del linkspan0");
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("transparent", "parent=nic0", "BRIDGE")]
    [InlineData("macvlan", "parent=nic0,linkspan.host_access=true", "sh-ID")]
    [InlineData("macvlan", "", "dm-ID")]
    public async Task Links_of_networks_on_a_segment_are_no_different(string driver, string options, string taken)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await fixture.CreateAsync("n1", request => request with
        {
            Driver = driver,
            Options = options.Split(',', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static word => word.Split('=')[0], static word => word.Split('=')[1]),
            Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }],
        });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        string link = taken.Replace("BRIDGE", network.Transparent?.Bridge, StringComparison.Ordinal).Replace("ID", network.Id[..12], StringComparison.Ordinal);
        await fixture.CloseAsync();
        using Other other = Take(link, "veth");
        string foreign = Foreign(link);
        await fixture.ReopenAsync();
        await IsLeftOutAsync(fixture, network, sandbox, link);
        Assert.Equal(foreign, Foreign(link));
        Witness.Host($"ip link del {link}");
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        await fixture.OpenAsync("c2", "n1");
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>Runs something while the engine is within a change, so that its watch comes after.</summary>
    private static void DuringAChange(EngineFixture fixture, Action action)
    {
        fixture.Engine.Changed += change =>
        {
            if (change.Action == "create")
            {
                action();
            }
        };
    }

    /// <summary>Puts a link of others in the place of ours; a test that fails leaves none of it.</summary>
    private static Other Take(string link, string kind)
    {
        Witness.Host(
            $"ip link del {link}", $"ip link add {link} type {kind}", $"ip link set {link} addrgenmode none", $"ip addr add {Address} dev {link}", $"ip link set {link} up");
        return new Other(link);
    }

    private static async Task IsLeftOutAsync(EngineFixture fixture, Network network, Sandbox sandbox, string? link = null)
    {
        link ??= network.Bridge!.Bridge;
        string sentence = $"network {network.Name} needs link {link}, but a link of that name exists that Linkspan did not make";
        await Eventually.HoldsAsync(() => fixture.Engine.AgreesAsync(Token));
        Finding finding = Assert.Single((await fixture.Engine.ExamineAsync(Token)).Findings, static finding => finding.Topic == "links");
        Assert.Equal((Severity.Error, $"{sentence}: its containers are cut off there"), (finding.Severity, finding.Words));
        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("late", network.Name));
        Assert.Equal((ErrorKind.Conflict, sentence), (refused.Kind, refused.Message.Split("; ")[0]));
        Sandbox alone = await fixture.OpenAsync("late");
        refused = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.ConnectAsync(alone.Id, new EndpointRequest { Network = network.Name }, Token));
        Assert.Equal((ErrorKind.Conflict, sentence), (refused.Kind, refused.Message.Split("; ")[0]));
        await fixture.Engine.CloseSandboxAsync(alone.Id, Token);
        Assert.DoesNotContain($"\"{link}\"", Witness.Host("nft list table inet linkspan"), StringComparison.Ordinal);
        Endpoint endpoint = fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0];
        if (endpoint.HostLink.Length > 0 && !Witness.Host($"ip -o link show {endpoint.HostLink}").Contains(" master ", StringComparison.Ordinal))
        {
            Assert.Contains("state DOWN", Witness.Host($"ip -o link show {endpoint.HostLink}"), StringComparison.Ordinal); // the host is no router of a container without a network
        }
    }

    private static async Task<(Network Network, Sandbox Sandbox, Sandbox Neighbour)> PrepareAsync(EngineFixture fixture)
    {
        Network network = await fixture.CreateAsync("n1", static request => request with { EnableIPv6 = true, Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        await fixture.CreateAsync("n2", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.6.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Witness.Settled(sandbox);
        return (network, sandbox, await fixture.OpenAsync("c2", "n2", new PortRequest { ContainerPort = 80, HostPort = 8081 }));
    }

    private static string Index(string link) => Witness.Host($"ip -o link show {link}").Split(':')[0];

    /// <summary>What a container has; whether its link carries something aside.</summary>
    private static string Inside(Sandbox sandbox) => Regex.Replace(
        Witness.In(sandbox, "ip", "-d", "addr").Output + Witness.In(sandbox, "ip", "route").Output + Witness.In(sandbox, "ip", "-6", "route").Output +
        Witness.In(sandbox, "nft", "list", "ruleset").Output,
        @"NO-CARRIER,|,LOWER_UP|,M-DOWN| linkdown|state \w+",
        "");

    /// <summary>All that may be seen of a link.</summary>
    private static string Foreign(string link) => string.Join('\n', new[]
    {
        Witness.Host($"ip -d addr show {link}"), Witness.Host($"ip route show table all dev {link}"), Witness.Host($"tc qdisc show dev {link}"),
        Witness.Run("ip", "-o", "link", "show", "master", link).Output,
        Witness.Run("grep", "-rs", ".", $"/proc/sys/net/ipv4/conf/{link}", $"/proc/sys/net/ipv6/conf/{link}").Output,
    }.Select(static text => Regex.Replace(text, @"(qlen|gc_timer|_timer) +[0-9.]+|state \w+|<[A-Z,_]*>", "")));

    private sealed class Other(string link) : IDisposable
    {
        private readonly string _index = Index(link);

        public void Dispose()
        {
            foreach (string name in new[] { link, "foreign" }.Where(name => Witness.Run("ip", "-o", "link", "show", name).Output.StartsWith($"{_index}:", StringComparison.Ordinal)))
            {
                Witness.Host($"ip link del {name}");
            }
        }
    }
}
