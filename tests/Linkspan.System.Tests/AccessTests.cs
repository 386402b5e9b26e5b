using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Who may reach published ports, tried from another machine, from the host and from containers, in both families.</summary>
public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("any", true, true)]
    [InlineData("lan", true, true)]
    [InlineData("local", false, false)]
    [InlineData("192.0.2.2", true, false)]
    [InlineData("192.0.2.0/24,2001:db8::/64", true, true)]
    [InlineData("2001:db8::2", false, true)]
    [InlineData("interface:uplink", true, true)]
    [InlineData("203.0.113.0/24,interface:wg0", false, false)]
    public async Task The_policy_decides_for_other_machines_and_for_nobody_else(string access, bool machine4, bool machine6)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(options => options with { PublishAccess = AccessOption.Parse(access, "test")! });
        await fixture.CreateAsync("both", static request => request with { EnableIPv6 = true });
        await fixture.CreateAsync("four"); // its IPv6 clients are the keeper's
        await fixture.CreateAsync("other", static request => request with { EnableIPv6 = true, Options = Option("any") });
        Sandbox both = await fixture.OpenAsync("both", "both", Port(8080));
        Sandbox four = await fixture.OpenAsync("four", "four", Port(8081));
        Sandbox other = await fixture.OpenAsync("other", "other", Port(8082));
        using IDisposable first = Talk.Serve(both.NamespacePath, IPAddress.IPv6Any, 80);
        using IDisposable second = Talk.Serve(four.NamespacePath, IPAddress.IPv6Any, 80);
        using IDisposable third = Talk.Serve(other.NamespacePath, IPAddress.IPv6Any, 80);

        foreach (int port in new[] { 8080, 8081 })
        {
            await (machine4 ? ReachedAsync(lan.Path, Lan.Host4, port) : ShutAsync(lan.Path, Lan.Host4, port));
            await (machine6 ? ReachedAsync(lan.Path, Lan.Host6, port) : ShutAsync(lan.Path, Lan.Host6, port));
            await ReachedAsync(null, "127.0.0.1", port);
            await ReachedAsync(null, "::1", port);
            await ReachedAsync(null, Lan.Host4, port);
            await ReachedAsync(null, Lan.Host6, port);
            await ReachedAsync(other.NamespacePath, Lan.Host4, port);
            await ReachedAsync(other.NamespacePath, Lan.Host6, port);
            await ReachedAsync((port == 8080 ? both : four).NamespacePath, Lan.Host4, port);
        }

        await ReachedAsync(lan.Path, Lan.Host4, 8082);
        await ReachedAsync(lan.Path, Lan.Host6, 8082);
        Assert.Equal(access != "local", fixture.Engine.Exposures().Any(static exposure => exposure.Port == 8080));
        Assert.True(await fixture.Engine.AgreesAsync(Token));
    }

    [Fact]
    public async Task The_lan_follows_the_hosts_addresses_and_other_machines_behind_it_stay_out()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => request with { Options = Option("lan") });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", Port(8080));
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await ReachedAsync(lan.Path, Lan.Host4, 8080);

        lan.Run("ip", "addr", "add", "198.51.100.2/24", "dev", "eth0");
        lan.Run("ip", "route", "add", "198.51.100.1/32", "dev", "eth0", "src", "198.51.100.2"); // a source that the host has no subnet for
        lan.Run("ip", "route", "replace", "192.0.2.1/32", "dev", "eth0", "src", "198.51.100.2");
        await ShutAsync(lan.Path, Lan.Host4, 8080);

        Witness.Host("ip addr add 198.51.100.1/24 dev uplink");
        await EventuallyAsync(() => ReachesAsync(lan.Path, Lan.Host4, 8080));
        Exposure(fixture, "192.0.2.0/24 by uplink, 198.51.100.0/24 by uplink, 2001:db8::/64 by uplink");
        Witness.Host("ip addr del 198.51.100.1/24 dev uplink");
        await EventuallyAsync(async () => !await ReachesAsync(lan.Path, Lan.Host4, 8080));
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.DoesNotContain("192.0.2.0/24", Witness.Host("nft list table inet linkspan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routed_network_and_a_start_with_another_policy()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("seen", static request => request with
        {
            Options = new Dictionary<string, string> { ["com.docker.network.bridge.gateway_mode_ipv4"] = "routed", [AccessOption.Name] = "203.0.113.0/24" },
        });
        await fixture.CreateAsync("n1");
        Sandbox seen = await fixture.OpenAsync("seen", "seen", Port(8080));
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", Port(8081));
        using IDisposable first = Talk.Serve(seen.NamespacePath, IPAddress.IPv6Any, 80);
        using IDisposable second = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await ShutAsync(lan.Path, $"{seen.Endpoints[0].IPv4}", 80);
        await ReachedAsync(lan.Path, Lan.Host4, 8081);

        await fixture.ReopenAsync(static options => options with { PublishAccess = PublishAccess.Local });
        await ShutAsync(lan.Path, Lan.Host4, 8081);
        await ShutAsync(lan.Path, Lan.Host6, 8081);
        await fixture.ReopenAsync();
        await ReachedAsync(lan.Path, Lan.Host4, 8081);
        await ReachedAsync(lan.Path, Lan.Host6, 8081);
        await ShutAsync(lan.Path, $"{seen.Endpoints[0].IPv4}", 80);
    }

    [Theory]
    [InlineData("everybody", "\"everybody\" names no source")]
    [InlineData("any,lan", "any stands alone")]
    [InlineData("192.0.2.0/33", "\"192.0.2.0/33\" names no source")]
    [InlineData("interface:", "\"interface:\" names no source")]
    [InlineData("lan,", "\"\" names no source")]
    public async Task What_cannot_be_is_refused_with_a_sentence(string access, string words)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.CreateAsync("n1", request => request with { Options = Option(access) }));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains("linkspan.publish_access", e.Message, StringComparison.Ordinal);
    }

    private static void Exposure(EngineFixture fixture, string by) =>
        Assert.Equal([by], fixture.Engine.Exposures().Where(static exposure => exposure.Port == 8080).Select(static exposure => exposure.By).Distinct(StringComparer.Ordinal));

    private static PortRequest Port(ushort host) => new() { ContainerPort = 80, HostPort = host };

    private static Dictionary<string, string> Option(string access) => new() { [AccessOption.Name] = access };

    private static async Task<bool> ReachesAsync(string? space, string address, int port) =>
        await Talk.AskAsync(space, address, port) is not (Talk.TimedOut or Talk.Refused);

    /// <summary>A lost packet on a busy machine is no answer.</summary>
    private static Task ReachedAsync(string? space, string address, int port) => EventuallyAsync(() => ReachesAsync(space, address, port));

    private static async Task ShutAsync(string? space, string address, int port) => Assert.False(await ReachesAsync(space, address, port), $"{address} {port} is reached");

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await holds())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
