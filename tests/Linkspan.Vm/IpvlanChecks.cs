using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Ipvlan in every mode, on a segment with a machine and a router of which Linkspan knows nothing.</summary>
internal static class IpvlanChecks
{
    private const string Routed4 = "10.66.0.0/24";
    private const string Routed6 = "fd66::/64";

    public static IEnumerable<(string Name, Func<Task> Run)> All()
    {
        // same network, host, machine, router, outside; then host and machine ask the container: as the page says it
        foreach ((string row, string[] cells) in PageTable.Read("ipvlan"))
        {
            yield return ($"ipvlan {row}: who reaches whom", () => MatrixAsync(Options(row), PageTable.Letters(cells)));
        }

        yield return ("ipvlan: the segment sees the parent's hardware address", ParentMacAsync);
        yield return ("ipvlan: an address is free again at once", AddressIsFreeAtOnceAsync);
        yield return ("ipvlan: a second network on the parent is refused", RefusalsAsync);
        yield return ("ipvlan: several subnets in one network", SeveralSubnetsAsync);
        yield return ("ipvlan: without a parent it is closed", ClosedAsync);
        yield return ("ipvlan: a link that goes in a living sandbox comes back", RepairAsync);
    }

    /// <summary>A row's name is mode, flag, further options.</summary>
    private static string Options(string row) => string.Join(' ', row.Split(", ").Select(static word => word switch
    {
        "l2" or "l3" or "l3s" => $"ipvlan_mode={word}",
        "private" => "ipvlan_flag=private",
        "vepa" => "ipvlan_flag=vepa", // the segment's switch does not send frames back
        _ => word,
    }));

    private static async Task MatrixAsync(string options, string expected)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        bool routed = options.Contains("l3", StringComparison.Ordinal);
        await engine.CreateAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic} {options}", routed ? [Subnet(Routed4), Subnet(Routed6)] : OnSegment());
        if (routed)
        {
            // Nobody announces what lies behind a parent that routes: the segment must be told.
            lan.RunOnRouter("ip", "route", "add", Routed4, "via", PhysicalLan.Host4);
            lan.RunOnRouter("ip", "-6", "route", "add", Routed6, "via", PhysicalLan.Host6);
        }

        Sandbox tested = await engine.OpenAsync("tested", "n1");
        Sandbox neighbour = await engine.OpenAsync("neighbour", "n1");
        IDisposable[] servers = [.. new[] { tested.NamespacePath, neighbour.NamespacePath, null, lan.Machine, lan.Router }.Select(static space => Talk.Serve(space, IPAddress.IPv6Any, 80))];
        string[] answers = await Task.WhenAll(AskAsync(expected, lan, tested, neighbour, v4: true), AskAsync(expected, lan, tested, neighbour, v4: false));
        Array.ForEach(servers, static server => server.Dispose());
        Expect.Equal($"IPv4 {expected}, IPv6 {expected}", $"IPv4 {answers[0]}, IPv6 {answers[1]}");
        if (options.Contains("host_access", StringComparison.Ordinal))
        {
            string address = Address(tested, v4: true);
            Expect.Contains($"{address} dev sh-", Witness.Host("ip route"));
            await engine.CloseAsync(tested);
            Expect.Lacks(address, Witness.Host("ip route"));
        }

        await engine.AgreesAsync();
    }

    private static Task<string> AskAsync(string expected, PhysicalLan lan, Sandbox tested, Sandbox neighbour, bool v4) => PageTable.TryAsync(
        expected,
        static (answer, _) => PageTable.Letter(answer),
        () => Talk.AskAsync(tested.NamespacePath, Address(neighbour, v4), 80),
        () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Host4 : PhysicalLan.Host6, 80),
        () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Machine4 : PhysicalLan.Machine6, 80),
        () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Router4 : PhysicalLan.Router6, 80),
        () => Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Outside4 : PhysicalLan.Outside6, 80),
        () => Talk.AskAsync(null, Address(tested, v4), 80),
        () => Talk.AskAsync(lan.Machine, Address(tested, v4), 80));

    private static async Task ParentMacAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic}", OnSegment());
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        string mac = string.Join(':', sandbox.Endpoints[0].Mac.GetAddressBytes().Select(static octet => octet.ToString("x2")));
        Expect.Contains(mac, Witness.Host($"ip -o link show {PhysicalLan.Nic}"));
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Expect.Equal(PhysicalLan.Machine4, await Talk.AskAsync(lan.Machine, Address(sandbox, v4: true), 80));
        Expect.Contains(mac, lan.NeighbourOf(Address(sandbox, v4: true)));
    }

    private static async Task AddressIsFreeAtOnceAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic}", OnSegment());
        for (int round = 0; round < 5; round++)
        {
            await engine.CloseAsync(await engine.OpenAsync("c1", "n1"));
        }

        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Expect.Equal(PhysicalLan.Machine4, await Talk.AskAsync(lan.Machine, Address(sandbox, v4: true), 80));
    }

    private static async Task RefusalsAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic}", OnSegment());
        LinkspanException second = await Expect.ThrowsAsync<LinkspanException>(() => engine.CreateAsync("n2", "ipvlan", $"parent={PhysicalLan.Nic}", Subnet("10.9.0.0/24")));
        Expect.Equal((int)ErrorKind.Conflict, (int)second.Kind);
        Expect.Contains($"network n1 is already using parent interface {PhysicalLan.Nic}", second.Message);
        LinkspanException macvlan = await Expect.ThrowsAsync<LinkspanException>(() => engine.CreateAsync("n2", "macvlan", $"parent={PhysicalLan.Nic}", Subnet("10.9.0.0/24")));
        Expect.Equal((int)ErrorKind.Conflict, (int)macvlan.Kind);
        await engine.CreateAsync("n3", "ipvlan", $"parent={PhysicalLan.Nic}.3", Subnet("10.9.0.0/24"));
    }

    private static async Task SeveralSubnetsAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync(
            "n1", "ipvlan", $"parent={PhysicalLan.Nic}", Subnet("192.0.2.0/24", PhysicalLan.Router4, "192.0.2.128/32"), Subnet("198.51.100.0/24", "198.51.100.1"));
        Sandbox first = await engine.OpenAsync("c1", "n1");
        Sandbox second = await engine.OpenAsync("c2", "n1");
        Expect.Equal("192.0.2.128 198.51.100.2", $"{Address(first, v4: true)} {Address(second, v4: true)}");
        using IDisposable outside = Talk.Serve(lan.Router, IPAddress.IPv6Any, 80);
        Expect.Equal(Address(first, v4: true), await Talk.AskAsync(first.NamespacePath, PhysicalLan.Outside4, 80));
        Expect.Equal(Address(second, v4: true), await Talk.AskAsync(second.NamespacePath, PhysicalLan.Outside4, 80));
    }

    private static async Task ClosedAsync()
    {
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "ipvlan", "", Subnet("10.9.0.0/24"));
        Sandbox one = await engine.OpenAsync("one", "n1");
        Sandbox two = await engine.OpenAsync("two", "n1");
        using IDisposable server = Talk.Serve(two.NamespacePath, IPAddress.IPv6Any, 80);
        Expect.Equal(Address(one, v4: true), await Talk.AskAsync(one.NamespacePath, Address(two, v4: true), 80));
        Expect.Lacks("default", Witness.In(one, "ip", "route"));
        await engine.AgreesAsync();
    }

    private static async Task RepairAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic}", OnSegment());
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        Witness.In(sandbox, "ip", "link", "del", "eth0");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await Expect.SoonAsync(PhysicalLan.Machine4, () => Talk.AskAsync(lan.Machine, Address(sandbox, v4: true), 80));
        await engine.AgreesAsync();
    }

    private static SubnetRequest[] OnSegment() =>
        [Subnet("192.0.2.0/24", PhysicalLan.Router4, "192.0.2.64/26"), Subnet("2001:db8::/64", PhysicalLan.Router6, "2001:db8::64:0/112")];

    private static SubnetRequest Subnet(string subnet, string? gateway = null, string? range = null) => new() { Subnet = subnet, Gateway = gateway, Range = range };

    private static string Address(Sandbox sandbox, bool v4) => (v4 ? sandbox.Endpoints[0].IPv4 : sandbox.Endpoints[0].IPv6)!.ToString();
}
