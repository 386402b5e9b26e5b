using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>
/// Who reaches whom, in every mode. Port 80 is published as 8080, port 81 is not; a neighbour is on the same network, another on another
/// bridge; the LAN machine has routes to the containers. y connects, n gets no answer, r is refused at once; h and c: seen as the
/// host, as the container.
/// </summary>
public sealed class ReachabilityTests
{
    private const string Mode4 = "com.docker.network.bridge.gateway_mode_ipv4";
    private const string Mode6 = "com.docker.network.bridge.gateway_mode_ipv6";

    [Theory]
    // neighbour; host to container; host to its own address and loopback; other bridge to container :80, :81 and to the host's
    // address; LAN to the host's address and to container :80, :81; egress; own published port by the host's address
    [InlineData(4, "nat", "y y yy nny ynn h y")]
    [InlineData(4, "icc", "n y yy nny ynn h y")]
    [InlineData(4, "internal", "y y rr nnr rnn n n")]
    [InlineData(4, "isolated", "y n rr nnr rnn n n")]
    [InlineData(4, "routed", "y y rr ynr ryn c r")]
    [InlineData(4, "nat-unprotected", "y y yy yyy yyy h y")]
    [InlineData(6, "nat", "y y yy nny ynn h y")]
    [InlineData(6, "icc", "n y yy nny ynn h y")]
    [InlineData(6, "internal", "y y rr nnr rnn n n")]
    [InlineData(6, "routed", "y y rr ynr ryn c r")]
    public Task Who_reaches_whom(int family, string mode, string expected) => AssertAsync(family, mode, expected);

    /// <summary>A new namespace has br_netfilter on where the module is there; most hosts have it off.</summary>
    [Theory]
    [InlineData(4, "nat", "y y yy nny ynn h y")]
    [InlineData(4, "icc", "n y yy nny ynn h y")]
    [InlineData(6, "nat", "y y yy nny ynn h y")]
    public async Task Who_reaches_whom_where_bridged_packets_pass_unfiltered(int family, string mode, string expected)
    {
        using IDisposable off = BridgeFiltering.Off();
        await AssertAsync(family, mode, expected);
    }

    private static async Task AssertAsync(int family, string mode, string expected)
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
        string[] answers = await Task.WhenAll(
            Talk.AskAsync(neighbour.NamespacePath, container, 81),
            Talk.AskAsync(null, container, 81),
            Talk.AskAsync(null, host, 8080),
            Talk.AskAsync(null, loopback, 8080),
            Talk.AskAsync(other.NamespacePath, container, 80),
            Talk.AskAsync(other.NamespacePath, container, 81),
            Talk.AskAsync(other.NamespacePath, host, 8080),
            Talk.AskAsync(lan.Path, host, 8080),
            Talk.AskAsync(lan.Path, container, 80),
            Talk.AskAsync(lan.Path, container, 81),
            Talk.AskAsync(tested.NamespacePath, machine, 7),
            Talk.AskAsync(tested.NamespacePath, host, 8080));
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), string.Concat(answers.Select((answer, column) => Letter(answer, column == 10, host, container))));
    }

    private static NetworkRequest Change(NetworkRequest request, string mode) => mode switch
    {
        "nat" => request with { EnableIPv6 = true },
        "icc" => request with { EnableIPv6 = true, Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_icc"] = "false" } },
        "internal" => request with { Internal = true, EnableIPv6 = true },
        "isolated" => request with { Internal = true, Options = new Dictionary<string, string> { [Mode4] = mode } },
        _ => request with { EnableIPv6 = true, Options = new Dictionary<string, string> { [Mode4] = mode, [Mode6] = mode } },
    };

    private static string Letter(string answer, bool egress, string host, string container) => answer switch
    {
        Talk.TimedOut => "n",
        Talk.Refused => "r",
        _ when !egress => "y",
        _ when answer == host => "h",
        _ when answer == container => "c",
        _ => $"({answer})",
    };
}
