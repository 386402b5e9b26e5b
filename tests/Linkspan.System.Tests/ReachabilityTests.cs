using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>
/// Who reaches whom, in every mode. Port 80 is published as 8080, port 81 is not; a neighbour is on the same network, another on another
/// bridge; the LAN machine has routes to the containers. What is expected is what docs/modes/bridge.md says. y connects, n gets no answer, r is
/// refused at once; h and c: seen as the host, as the container.
/// </summary>
public sealed class ReachabilityTests
{
    private const string Mode4 = "com.docker.network.bridge.gateway_mode_ipv4";
    private const string Mode6 = "com.docker.network.bridge.gateway_mode_ipv6";
    private const int Egress = 10; // the question whose answer is the address seen

    /// <summary>Rows of docs/modes/bridge.md by the modes here.</summary>
    private static readonly Dictionary<string, string> Rows = new(StringComparer.Ordinal)
    {
        ["nat"] = "nat (default)",
        ["icc"] = "nat, icc off",
        ["internal"] = "internal",
        ["isolated"] = "internal, isolated",
        ["routed"] = "routed",
        ["nat-unprotected"] = "nat-unprotected",
    };

    private static readonly IReadOnlyDictionary<string, string[]> Page = PageTable.Read("bridge");

    [Fact]
    public void Every_row_of_the_page_is_tried() => Assert.Equal(Rows.Values.Order(StringComparer.Ordinal), Page.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(4, "nat")]
    [InlineData(4, "icc")]
    [InlineData(4, "internal")]
    [InlineData(4, "isolated")]
    [InlineData(4, "routed")]
    [InlineData(4, "nat-unprotected")]
    [InlineData(6, "nat")]
    [InlineData(6, "icc")]
    [InlineData(6, "internal")]
    [InlineData(6, "routed")]
    public Task Who_reaches_whom(int family, string mode) => AssertAsync(family, mode);

    /// <summary>A new namespace has br_netfilter on where the module is there; most hosts have it off.</summary>
    [Theory]
    [InlineData(4, "nat")]
    [InlineData(4, "icc")]
    [InlineData(6, "nat")]
    public async Task Who_reaches_whom_where_bridged_packets_pass_unfiltered(int family, string mode)
    {
        using IDisposable off = BridgeFiltering.Off();
        await AssertAsync(family, mode);
    }

    private static async Task AssertAsync(int family, string mode)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("tested", request => Change(request, mode));
        await fixture.CreateAsync("other", static request => request with { EnableIPv6 = true });
        Sandbox tested = await fixture.OpenAsync("tested", "tested", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Sandbox neighbour = await fixture.OpenAsync("neighbour", "tested");
        Sandbox other = await fixture.OpenAsync("other", "other");
        using IDisposable published = Talk.Serve(tested.NamespacePath, global::System.Net.IPAddress.IPv6Any, 80);
        using IDisposable hidden = Talk.Serve(tested.NamespacePath, global::System.Net.IPAddress.IPv6Any, 81);
        using IDisposable outside = Talk.Serve(lan.Path, global::System.Net.IPAddress.IPv6Any, 7);

        string container = (family == 4 ? tested.Endpoints[0].IPv4 : tested.Endpoints[0].IPv6)!.ToString();
        (string host, string loopback, string machine) = family == 4 ? (Lan.Host4, "127.0.0.1", Lan.Machine4) : (Lan.Host6, "::1", Lan.Machine6);
        string expected = Expected(Page[Rows[mode]]);
        string answers = await PageTable.TryAsync(
            expected,
            (answer, column) => Letter(answer, column == Egress, host, container),
            () => Talk.AskAsync(neighbour.NamespacePath, container, 81),
            () => Talk.AskAsync(null, container, 81),
            () => Talk.AskAsync(null, host, 8080),
            () => Talk.AskAsync(null, loopback, 8080),
            () => Talk.AskAsync(other.NamespacePath, container, 80),
            () => Talk.AskAsync(other.NamespacePath, container, 81),
            () => Talk.AskAsync(other.NamespacePath, host, 8080),
            () => Talk.AskAsync(lan.Path, host, 8080),
            () => Talk.AskAsync(lan.Path, container, 80),
            () => Talk.AskAsync(lan.Path, container, 81),
            () => Talk.AskAsync(tested.NamespacePath, machine, 7),
            () => Talk.AskAsync(tested.NamespacePath, host, 8080));
        Assert.Equal(expected, answers);
    }

    /// <summary>A row's cells as letters: one word of the host's own address stands for loopback too, and of egress it counts as whom it is seen.</summary>
    private static string Expected(string[] cells) => string.Concat(cells.Select(static (cell, column) => (column, cell) switch
    {
        (2, "refused") => "rr",
        (7, "yes, host") => "h",
        (7, "yes, container") => "c",
        _ => PageTable.Letters([cell]),
    }));

    private static NetworkRequest Change(NetworkRequest request, string mode) => mode switch
    {
        "nat" => request with { EnableIPv6 = true },
        "icc" => request with { EnableIPv6 = true, Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_icc"] = "false" } },
        "internal" => request with { Internal = true, EnableIPv6 = true },
        "isolated" => request with { Internal = true, Options = new Dictionary<string, string> { [Mode4] = mode } },
        _ => request with { EnableIPv6 = true, Options = new Dictionary<string, string> { [Mode4] = mode, [Mode6] = mode } },
    };

    private static char Letter(string answer, bool egress, string host, string container) => answer switch
    {
        Talk.TimedOut => 'n',
        Talk.Refused => 'r',
        _ when !egress => 'y',
        _ when answer == host => 'h',
        _ when answer == container => 'c',
        _ => '?',
    };
}
