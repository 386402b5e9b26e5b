using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

public sealed class ReconcileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_without_need_does_nothing()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (_, Sandbox sandbox) = await PrepareAsync(fixture);
        await Agreement.HoldsAsync(fixture);
        Assert.Equal(sandbox.Endpoints[0].IPv4, fixture.Engine.FindSandbox(sandbox.Id)!.Endpoints[0].IPv4);
    }

    [Fact]
    public async Task What_is_kept_of_containers_is_for_root_alone()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(fixture.DataRoot) & others);
    }

    [Theory]
    [InlineData("nft delete table inet linkspan")]
    [InlineData("nft flush ruleset")]
    [InlineData("nft flush table inet linkspan")] // leaves the table and its sets
    [InlineData("nft flush set inet linkspan bridges")]
    [InlineData("nft delete element inet linkspan towards4 { BRIDGE }")]
    [InlineData("ip addr del 10.5.0.1/24 dev BRIDGE")]
    [InlineData("ip link set BRIDGE down")]
    [InlineData("ip link del BRIDGE")]
    [InlineData("ip link set HOSTLINK nomaster")]
    [InlineData("ip link set HOSTLINK down")]
    [InlineData("ip link del HOSTLINK")]
    [InlineData("ip link add stray group 19268 type bridge")]
    public async Task A_start_repairs(string damage)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        (Network network, Sandbox sandbox) = await PrepareAsync(fixture);
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        Witness.Host(damage
            .Replace("BRIDGE", network.Bridge!.Bridge, StringComparison.Ordinal)
            .Replace("HOSTLINK", sandbox.Endpoints[0].HostLink, StringComparison.Ordinal)
            .Replace("19268", OurGroup(), StringComparison.Ordinal));
        await fixture.ReopenAsync();
        Assert.NotEqual((0, 0), (fixture.Engine.Reconciled.Remove.Count, fixture.Engine.Reconciled.Add.Count));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_container_that_puts_a_link_of_its_own_in_the_place_of_ours_keeps_nobody_from_starting()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        (_, Sandbox sandbox) = await PrepareAsync(fixture);
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.Equal(0, Witness.In(sandbox, "ip", "link", "del", "eth0").ExitCode);
        Assert.Equal(0, Witness.In(sandbox, "ip", "link", "add", "eth0", "type", "bridge").ExitCode);
        Assert.Equal(0, Witness.In(sandbox, "ip", "addr", "add", $"{sandbox.Endpoints[0].IPv4}/24", "dev", "eth0").ExitCode);
        await fixture.ReopenAsync();
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Strays_go_and_what_is_foreign_stays()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        await PrepareAsync(fixture);
        Witness.Host(
            "ip link add foreign type bridge", "nft add table inet foreign", "nft add chain inet foreign keep",
            $"ip link add vethstray group {OurGroup()} type veth peer name straypeer");
        string foreign = Witness.Host("nft list table inet foreign");
        File.WriteAllText(Path.Combine(fixture.ExecRoot, "netns", "0123456789abcdef"), "");
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
        Assert.Equal(foreign, Witness.Host("nft list table inet foreign"));
        Witness.Host("ip link show foreign", "ip link del foreign", "nft delete table inet foreign");
    }

    [Fact]
    public async Task A_keeper_that_was_killed_is_replaced_within_two_seconds()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (_, Sandbox sandbox) = await PrepareAsync(fixture);
        int keeper = (await fixture.Engine.Keeper.HelloAsync(Token)).ProcessId;
        Witness.Host($"kill -9 {keeper}");
        long started = TimeProvider.System.GetTimestamp();
        while (Witness.Dig(sandbox, "c1", "A") != $"{sandbox.Endpoints[0].IPv4}")
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 4); // two, and two for a dig that waited in vain
        }

        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Two_hundred_rounds_leak_neither_descriptors_nor_namespaces()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        int before = 0;
        for (int round = 0; round < 210; round++)
        {
            Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
            if (round == 9)
            {
                before = Descriptors(); // pools and timers are warm
            }
        }

        Assert.InRange(Descriptors(), 0, before + 2);
        await Agreement.HoldsAsync(fixture);
    }

    private static string OurGroup()
    {
        string link = Witness.Host("ip -d -o link show docker0");
        string[] words = link.Split(' ');
        return words[Array.IndexOf(words, "group") + 1];
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static async Task<(Network Network, Sandbox Sandbox)> PrepareAsync(EngineFixture fixture)
    {
        Network network = await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        return (network, await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 }));
    }
}
