using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>
/// Who reaches whom on a physical segment, as docs/modes/macvlan.md and transparent.md say it. A container asks: one of its own network, one of
/// another network on the parent (by way of the router), the host, the machine, the router, the world behind it; then the host and the machine
/// ask the container; then it shouts to the segment, and a neighbour, the machine and the host hear it.
/// </summary>
public sealed class SegmentReachabilityTests
{
    private static readonly Dictionary<string, (string Driver, string Options)> Rows = new(StringComparer.Ordinal)
    {
        ["bridge (default)"] = ("macvlan", "macvlan_mode=bridge"),
        ["bridge, linkspan.host_access=true"] = ("macvlan", "macvlan_mode=bridge linkspan.host_access=true"),
        ["private"] = ("macvlan", "macvlan_mode=private"),
        ["vepa, the switch sends nothing back"] = ("macvlan", "macvlan_mode=vepa"),
        ["transparent"] = ("transparent", ""),
        ["com.docker.network.bridge.enable_icc=false"] = ("transparent", "com.docker.network.bridge.enable_icc=false"),
    };

    private static readonly IReadOnlyDictionary<string, string[]> Pages =
        new[] { "macvlan", "transparent" }.SelectMany(static page => PageTable.Read(page)).ToDictionary(static row => row.Key, static row => row.Value, StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Cells
    {
        get
        {
            var cells = new TheoryData<string, int>();
            foreach (string row in Rows.Keys)
            {
                cells.Add(row, 4);
                cells.Add(row, 6);
            }

            return cells;
        }
    }

    [Fact]
    public void Every_row_of_the_pages_is_tried() => Assert.Equal(Rows.Keys.Order(StringComparer.Ordinal), Pages.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Who_reaches_whom(string row, int family)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture, "tested", Rows[row], "192.0.2", "2001:db8:");
        await CreateAsync(fixture, "other", Rows[row], "198.51.100", "2001:db8:1:");
        // The router tells a short cut to the other network, which mode private then keeps shut: the way by the router is what is tried here.
        SandboxRequest request = EngineFixture.Request("tested", "tested");
        EndpointRequest endpoint = request.Endpoints[0] with
        {
            Options = new Dictionary<string, string> { ["com.docker.network.endpoint.sysctls"] = "net.ipv6.conf.IFNAME.accept_redirects=0" },
        };
        Sandbox tested = await fixture.Engine.OpenSandboxAsync(request with { Endpoints = [endpoint] }, Token);
        Sandbox neighbour = await fixture.OpenAsync("neighbour", "tested");
        Sandbox other = await fixture.OpenAsync("other", "other");
        foreach (Sandbox sandbox in new[] { tested, neighbour, other })
        {
            Witness.Settled(sandbox);
        }

        bool v4 = family == 4;
        string expected = PageTable.Letters(v4 ? Pages[row] : Pages[row][..^3]); // IPv6 has no broadcast
        IDisposable[] servers =
        [
            .. new[] { tested.NamespacePath, neighbour.NamespacePath, other.NamespacePath, null, lan.Machine, lan.Router }.Select(static space => Talk.Serve(space, IPAddress.IPv6Any, 80)),
            .. new[] { neighbour.NamespacePath, lan.Machine, "/proc/thread-self/ns/net" }.Select(static space => Talk.ServeUdp(space, 7)),
        ];
        Func<Task<string>>[] questions =
        [
            () => Talk.AskAsync(tested.NamespacePath, Address(neighbour, v4), 80),
            () => Talk.AskAsync(tested.NamespacePath, Address(other, v4), 80),
            () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Host4 : PhysicalLan.Host6, 80),
            () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Machine4 : PhysicalLan.Machine6, 80),
            () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Router4 : PhysicalLan.Router6, 80),
            () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Outside4 : PhysicalLan.Outside6, 80),
            () => Talk.AskAsync(null, Address(tested, v4), 80),
            () => Talk.AskAsync(lan.Machine, Address(tested, v4), 80),
            () => HeardAsync(tested, Address(neighbour, v4: true)),
            () => HeardAsync(tested, PhysicalLan.Machine4),
            () => HeardAsync(tested, PhysicalLan.Host4),
        ];
        string answers = await PageTable.TryAsync(expected, static (answer, _) => PageTable.Letter(answer), v4 ? questions : questions[..^3]);
        Array.ForEach(servers, static server => server.Dispose());
        Assert.Equal(expected, answers);
    }

    /// <summary>Shouts to the segment; whoever hears it answers.</summary>
    private static async Task<string> HeardAsync(Sandbox sandbox, string by) =>
        (await Talk.ShoutAsync(sandbox.NamespacePath, "192.0.2.255", 7)).Split(' ').Contains(by, StringComparer.Ordinal) ? by : Talk.TimedOut;

    private static Task<Network> CreateAsync(EngineFixture fixture, string name, (string Driver, string Options) row, string prefix4, string prefix6) =>
        fixture.CreateAsync(name, request => request with
        {
            Driver = row.Driver,
            EnableIPv6 = true,
            Options = $"parent={PhysicalLan.Nic} {row.Options}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Split('='))
                .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal),
            Subnets =
            [
                new SubnetRequest { Subnet = $"{prefix4}.0/24", Gateway = $"{prefix4}.1", Range = $"{prefix4}.64/26" },
                new SubnetRequest { Subnet = $"{prefix6}:/64", Gateway = $"{prefix6}:1", Range = $"{prefix6}:64:0/112" },
            ],
        });

    private static string Address(Sandbox sandbox, bool v4) => (v4 ? sandbox.Endpoints[0].IPv4 : sandbox.Endpoints[0].IPv6)!.ToString();
}
