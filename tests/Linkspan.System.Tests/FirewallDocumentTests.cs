using System.Net;
using System.Text.RegularExpressions;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary><c>docs/firewall.md</c> shows the table of a running engine as nft prints it; <c>LINKSPAN_UPDATE=1</c> rewrites the page.</summary>
public sealed partial class FirewallDocumentTests
{
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string Fence = "```";

    [Fact]
    public async Task The_page_shows_the_table_as_it_is()
    {
        Witness.Host("sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv6.conf.all.forwarding=0"); // so that the page shows the guard
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync(static options => options with { BridgeName = "none" });
        await fixture.CreateAsync("web", static request => On(request, "br-web", "10.5.0.0/24", "fd05::/64") with { EnableIPv6 = true });
        await fixture.CreateAsync("apart", static request => On(
            request, "br-apart", "10.6.0.0/24", ("com.docker.network.bridge.enable_icc", "false"), ("linkspan.publish_access", "lan,203.0.113.0/24,2001:db8:7::/48,interface:wg0")));
        await fixture.CreateAsync("seen", static request => On(request, "br-seen", "10.7.0.0/24", ("com.docker.network.bridge.gateway_mode_ipv4", "routed")));
        await fixture.CreateAsync("back", static request => On(request, "br-back", "10.8.0.0/24") with { Internal = true });
        await fixture.OpenAsync("c1", "web", new PortRequest { ContainerPort = 80, HostPort = 8080 }, new PortRequest { ContainerPort = 81, HostPort = 8081, HostAddress = IPAddress.Loopback });
        await fixture.OpenAsync("c2", "apart", new PortRequest { ContainerPort = 53, HostPort = 5353, Protocol = Protocol.Udp });
        await fixture.OpenAsync("c3", "seen", new PortRequest { ContainerPort = 443 });
        string table = Ordered(Witness.Host("nft list table inet linkspan"));

        string path = Path.Combine(Repository(), "docs", "firewall.md");
        string page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        string wanted = page[..(page.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length)] + '\n' + table + page[page.LastIndexOf(Fence, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("LINKSPAN_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(path, wanted, TestContext.Current.CancellationToken);
            page = wanted;
        }

        Assert.Equal(wanted, page);
    }

    private static NetworkRequest On(NetworkRequest request, string bridge, string subnet, params (string Name, string Value)[] options) =>
        On(request, bridge, [subnet], options);

    private static NetworkRequest On(NetworkRequest request, string bridge, string subnet4, string subnet6) => On(request, bridge, [subnet4, subnet6], []);

    private static NetworkRequest On(NetworkRequest request, string bridge, string[] subnets, (string Name, string Value)[] options) => request with
    {
        Subnets = [.. subnets.Select(static subnet => new SubnetRequest { Subnet = subnet })],
        Options = options.Append((Name: BridgeName, Value: bridge)).ToDictionary(static option => option.Name, static option => option.Value, StringComparer.Ordinal),
    };

    /// <summary>Elements of hash sets come in any order and counters count: one element a line, sorted, counters at nought.</summary>
    private static string Ordered(string table) =>
        Elements().Replace(
            Counters().Replace(table, "counter packets 0 bytes 0"),
            static match => $"elements = {{ {string.Join(",\n\t\t\t     ", match.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))} }}");

    private static string Repository()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Linkspan.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"elements = \{(?<list>[^}]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Elements();

    [GeneratedRegex(@"counter packets \d+ bytes \d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counters();
}
