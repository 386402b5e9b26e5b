using System.Net;
using Linkspan.Engine.Health;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>The list of what is reachable from outside agrees with a scan from another machine.</summary>
public sealed class ExposureTests
{
    private static readonly int[] Ports = [80, 81, 8080, 8081, 8082, 8083];

    [Fact]
    public async Task A_scan_finds_what_the_list_says_and_nothing_else()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("nat", static request => request with { EnableIPv6 = true });
        await fixture.CreateAsync("four");
        await fixture.CreateAsync("routed", static request => Mode(request, "routed"));
        await fixture.CreateAsync("open", static request => Mode(request, "nat-unprotected"));
        await fixture.CreateAsync("internal", static request => request with { Internal = true });
        Sandbox[] sandboxes =
        [
            await fixture.OpenAsync("everywhere", "nat", Port(80, 8080), Port(81, 8081, "127.0.0.1")),
            await fixture.OpenAsync("four", "four", Port(80, 8082)),
            await fixture.OpenAsync("routed", "routed", Port(80, 0)),
            await fixture.OpenAsync("open", "open", Port(80, 8083, Lan.Host4)),
            await fixture.OpenAsync("hidden", "nat"),
            await fixture.OpenAsync("internal", "internal"),
        ];
        List<IDisposable> servers = [.. sandboxes.SelectMany(static sandbox => new[] { 80, 81 }.Select(port => Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, port)))];
        string[] addresses =
        [
            Lan.Host4, Lan.Host6,
            .. sandboxes.SelectMany(static sandbox => sandbox.Endpoints).SelectMany(static endpoint => new[] { endpoint.IPv4, endpoint.IPv6 }).OfType<IPAddress>().Select(static address => $"{address}"),
        ];

        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (string address in addresses)
        {
            string[] answers = await Task.WhenAll(Ports.Select(port => Talk.AskAsync(lan.Path, address, port)));
            found.UnionWith(Ports.Where((_, index) => answers[index] is not (Talk.TimedOut or Talk.Refused)).Select(port => $"{address} {port}"));
        }

        IReadOnlyList<Exposure> listed = fixture.Engine.Exposures();
        Assert.Equal(listed.SelectMany(Expand).Order(StringComparer.Ordinal), found);
        Assert.All(listed, static exposure => Assert.NotEmpty(exposure.By));
        Assert.Contains(listed, exposure => exposure.Through == $"element published_any4 {{ tcp . 8080 : {sandboxes[0].Endpoints[0].IPv4} . 80 }}");
        servers.ForEach(static server => server.Dispose());
    }

    /// <summary>A line of the list as the scan would see it, where 80 and 81 are served in each container.</summary>
    private static IEnumerable<string> Expand(Exposure exposure) => exposure switch
    {
        { Port: 0 } => [$"{exposure.Address} 80", $"{exposure.Address} 81"],
        { Address: "0.0.0.0" } => [$"{Lan.Host4} {exposure.Port}"],
        { Address: "::" } => [$"{Lan.Host6} {exposure.Port}"],
        _ => [$"{exposure.Address} {exposure.Port}"],
    };

    private static PortRequest Port(ushort container, ushort host, string? address = null) =>
        new() { ContainerPort = container, HostPort = host, HostAddress = address is null ? null : IPAddress.Parse(address) };

    private static NetworkRequest Mode(NetworkRequest request, string mode) =>
        request with { Options = new Dictionary<string, string> { ["com.docker.network.bridge.gateway_mode_ipv4"] = mode } };
}
