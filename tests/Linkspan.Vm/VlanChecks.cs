using System.Net;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>VLANs as parents: made when asked for, removed with the last network, never one of somebody else's.</summary>
internal static class VlanChecks
{
    private static readonly SubnetRequest Ten = new() { Subnet = "10.10.0.0/24", Range = "10.10.0.64/26" };

    public static IEnumerable<(string Name, Func<Task> Run)> All()
    {
        yield return ("vlan: made for macvlan, tagged, and gone with the last network", () => MadeAsync("macvlan"));
        yield return ("vlan: made for ipvlan, tagged, and gone with the network", () => MadeAsync("ipvlan"));
        yield return ("vlan: two networks share one", SharedAsync);
        yield return ("vlan: one that was there stays", ForeignAsync);
        yield return ("vlan: one that goes comes back, and the containers' links with it", RepairAsync);
        yield return ("vlan: one whose name others have costs its network alone", TakenAsync);
        yield return ("vlan: macvlan and transparent on one are back when its NIC is", UnpluggedAsync);
        yield return ("vlan: one of a NIC that is down comes up with it", DownAsync);
        yield return ("vlan: one of a NIC in a transparent network's bridge", BridgedAsync);
        yield return ("vlan: one under another name is told", OtherNameAsync);
    }

    private static async Task MadeAsync(string driver)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Tag(lan);
        await engine.CreateAsync("n1", driver, $"parent={PhysicalLan.Nic}.10", Ten);
        Expect.Contains("vlan protocol 802.1Q id 10", Witness.Host($"ip -d link show {PhysicalLan.Nic}.10"));
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Expect.Equal("10.10.0.2", await Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        await engine.AgreesAsync();
        await engine.CloseAsync(sandbox);
        await engine.Engine.RemoveAsync("n1", CancellationToken.None);
        Expect.Lacks($"{PhysicalLan.Nic}.10", Witness.Host("ip -o link"));
    }

    private static async Task SharedAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        await engine.CreateAsync("n2", "macvlan", $"parent={PhysicalLan.Nic}.10", new SubnetRequest { Subnet = "10.20.0.0/24" });
        await engine.Engine.RemoveAsync("n1", CancellationToken.None);
        Expect.Contains($"{PhysicalLan.Nic}.10", Witness.Host("ip -o link"));
        await engine.AgreesAsync();
        await engine.Engine.RemoveAsync("n2", CancellationToken.None);
        Expect.Lacks($"{PhysicalLan.Nic}.10", Witness.Host("ip -o link"));
    }

    private static async Task ForeignAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Witness.Host($"ip link add link {PhysicalLan.Nic} name {PhysicalLan.Nic}.10 type vlan id 10", $"ip link set {PhysicalLan.Nic}.10 up");
        await engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        await engine.OpenAsync("c1", "n1");
        await engine.AgreesAsync();
        await engine.CloseAsync(engine.Engine.Sandboxes[0]);
        await engine.Engine.RemoveAsync("n1", CancellationToken.None);
        Expect.Contains(",UP", Witness.Host($"ip -o link show {PhysicalLan.Nic}.10"));
    }

    private static async Task TakenAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Tag(lan);
        await engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        await engine.CreateAsync("n2", "bridge", "", new SubnetRequest { Subnet = "10.20.0.0/24" });
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await engine.StopAsync();
        Witness.Host($"ip link del {PhysicalLan.Nic}.10", $"ip link add {PhysicalLan.Nic}.10 type dummy", $"ip link set {PhysicalLan.Nic}.10 up");
        await engine.ReopenAsync();
        LinkspanException refused = await Expect.ThrowsAsync<LinkspanException>(() => engine.OpenAsync("c2", "n1"));
        Expect.Equal((int)ErrorKind.Conflict, (int)refused.Kind);
        await engine.OpenAsync("c3", "n2");
        Expect.Contains("dummy", Witness.Host($"ip -d link show {PhysicalLan.Nic}.10"));
        Expect.Lacks("macvlan", Witness.In(sandbox, "ip", "-d", "link"));
        Witness.Host($"ip link del {PhysicalLan.Nic}.10");
        await Expect.SoonAsync("10.10.0.2", () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        await engine.AgreesAsync();
    }

    private static async Task RepairAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Tag(lan);
        await engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        Witness.Host($"ip link del {PhysicalLan.Nic}.10"); // and the container's link with it
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await Expect.SoonAsync("10.10.0.2", () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        await engine.AgreesAsync();
    }

    private static async Task UnpluggedAsync()
    {
        foreach (string driver in new[] { "macvlan", "transparent" })
        {
            using PhysicalLan lan = PhysicalLan.Create();
            await using VmEngine engine = await VmEngine.OpenAsync();
            Tag(lan);
            await engine.CreateAsync("n1", driver, $"parent={PhysicalLan.Nic}.10", Ten);
            Sandbox sandbox = await engine.OpenAsync("c1", "n1");
            PhysicalLan.Unplug();
            await engine.ReopenAsync(); // a daemon that starts without it
            lan.Plug();
            await AnswersAsync(lan, sandbox);
            await engine.AgreesAsync();
            PhysicalLan.Unplug();
            lan.Plug();
            await AnswersAsync(lan, sandbox);
            await engine.AgreesAsync();
        }
    }

    private static async Task DownAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Tag(lan);
        Witness.Host($"ip link set {PhysicalLan.Nic} down");
        await engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        LinkspanException e = await Expect.ThrowsAsync<LinkspanException>(() => engine.OpenAsync("c1", "n1"));
        Expect.Equal((int)ErrorKind.Conflict, (int)e.Kind);
        Witness.Host($"ip link set {PhysicalLan.Nic} up");
        await AnswersAsync(lan, await engine.OpenAsync("c1", "n1"));
        await engine.AgreesAsync();
    }

    private static async Task BridgedAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Tag(lan);
        await engine.CreateAsync("n1", "transparent", $"parent={PhysicalLan.Nic}", new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" });
        await engine.CreateAsync("n2", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten);
        Sandbox plain = await engine.OpenAsync("c1", "n1");
        using IDisposable server = Talk.Serve(plain.NamespacePath, IPAddress.IPv6Any, 80);
        await AnswersAsync(lan, await engine.OpenAsync("c2", "n2"));
        await Expect.SoonAsync(PhysicalLan.Machine4, () => Talk.AskAsync(lan.Machine, plain.Endpoints[0].IPv4!.ToString(), 80));
        await engine.AgreesAsync();
    }

    /// <summary>A container in VLAN 10 is asked by the machine there.</summary>
    private static async Task AnswersAsync(PhysicalLan lan, Sandbox sandbox)
    {
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await Expect.SoonAsync("10.10.0.2", () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
    }

    private static async Task OtherNameAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Witness.Host($"ip link add link {PhysicalLan.Nic} name mine type vlan id 10");
        LinkspanException e = await Expect.ThrowsAsync<LinkspanException>(() => engine.CreateAsync("n1", "macvlan", $"parent={PhysicalLan.Nic}.10", Ten));
        Expect.Equal((int)ErrorKind.Conflict, (int)e.Kind);
        Expect.Contains("has a link for VLAN 10 already", e.Message);
    }

    /// <summary>Gives the machine an address in VLAN 10.</summary>
    private static void Tag(PhysicalLan lan)
    {
        lan.Run("ip", "link", "add", "link", "eth0", "name", "eth0.10", "type", "vlan", "id", "10");
        lan.Run("ip", "link", "set", "eth0.10", "up");
        lan.Run("ip", "addr", "add", "10.10.0.2/24", "dev", "eth0.10");
    }
}
