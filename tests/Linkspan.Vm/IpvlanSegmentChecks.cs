using System.Diagnostics;
using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Ipvlan with addresses of the segment's own servers, many containers whose maker is killed, and the commands of its page.</summary>
internal static class IpvlanSegmentChecks
{
    private const int Containers = 200;
    private const int Kills = 4;

    public static IEnumerable<(string Name, Func<Task> Run)> All()
    {
        yield return ("ipvlan: DHCP tells containers apart by what they call themselves", LeasesAsync);
        yield return ("ipvlan: containers make themselves addresses of an advertised prefix", AdvertisedAsync);
        yield return ("ipvlan: containers and the host's way to them are back when the NIC is", UnpluggedAsync);
        yield return ("ipvlan: the commands of the page work", PageAsync);
        yield return ($"ipvlan: {Containers} containers survive the death of their maker", KillsAsync);
    }

    private static async Task LeasesAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m", "--enable-ra", "--dhcp-range=2001:db8::50,2001:db8::5f,64,10m");
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateLeasedAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic} linkspan.dhcp.timeout=60");
        Sandbox one = await engine.OpenAsync("one", "n1");
        Sandbox two = await engine.OpenAsync("two", "n1");
        Expect.Equal("192.0.2.50 192.0.2.51", $"{one.Endpoints[0].IPv4} {two.Endpoints[0].IPv4}");
        Expect.Equal(one.Endpoints[0].Mac.ToString(), two.Endpoints[0].Mac.ToString());
        Expect.True(one.Endpoints[0].IPv6 is { } first && two.Endpoints[0].IPv6 is { } second && !first.Equals(second), $"{one.Endpoints[0].IPv6} {two.Endpoints[0].IPv6}\n{server.Log}");
        foreach (Sandbox sandbox in new[] { one, two })
        {
            using IDisposable listener = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
            await Expect.SoonAsync(PhysicalLan.Machine4, () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
            await Expect.SoonAsync(PhysicalLan.Machine6, () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv6!.ToString(), 80));
        }

        await engine.AgreesAsync();
        await engine.CloseAsync(one);
        await Expect.SoonAsync("given back", () => Task.FromResult(server.Leases.Contains("192.0.2.50 ", StringComparison.Ordinal) ? server.Leases : "given back"));
        Sandbox again = await engine.OpenAsync("one", "n1");
        Expect.Equal("192.0.2.50", again.Endpoints[0].IPv4!.ToString());
    }

    private static async Task AdvertisedAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m", "--enable-ra", "--dhcp-range=2001:db8::,ra-only,64,10m");
        await using VmEngine engine = await VmEngine.OpenAsync();
        await engine.CreateLeasedAsync("n1", "ipvlan", $"parent={PhysicalLan.Nic} linkspan.dhcp.timeout=60");
        Sandbox one = await engine.OpenAsync("one", "n1");
        Sandbox two = await engine.OpenAsync("two", "n1");
        Expect.True(one.Endpoints[0].IPv6 is { } first && two.Endpoints[0].IPv6 is { } second && !first.Equals(second), $"{one.Endpoints[0].IPv6} {two.Endpoints[0].IPv6}\n{server.Log}");
        using IDisposable listener = Talk.Serve(one.NamespacePath, IPAddress.IPv6Any, 80);
        await Expect.SoonAsync(PhysicalLan.Machine6, () => Talk.AskAsync(lan.Machine, one.Endpoints[0].IPv6!.ToString(), 80));
        await Expect.SoonAsync(two.Endpoints[0].IPv6!.ToString(), () => Talk.AskAsync(two.NamespacePath, one.Endpoints[0].IPv6!.ToString(), 80));
    }

    private static async Task UnpluggedAsync()
    {
        foreach (string mode in new[] { "l2", "l3" })
        {
            using PhysicalLan lan = PhysicalLan.Create();
            await using VmEngine engine = await VmEngine.OpenAsync();
            await engine.CreateAsync(
                "n1", "ipvlan", $"parent={PhysicalLan.Nic} ipvlan_mode={mode} linkspan.host_access=true", new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" });
            Sandbox one = await engine.OpenAsync("one", "n1");
            Sandbox two = await engine.OpenAsync("two", "n1");
            PhysicalLan.Unplug();
            lan.Plug();
            Witness.Host($"ip addr add {PhysicalLan.Host4}/24 dev {PhysicalLan.Nic}");
            string address = one.Endpoints[0].IPv4!.ToString();
            using IDisposable listener = Talk.Serve(one.NamespacePath, IPAddress.IPv6Any, 80);
            await Expect.SoonAsync(two.Endpoints[0].IPv4!.ToString(), () => Talk.AskAsync(two.NamespacePath, address, 80));
            await Expect.SoonAsync(PhysicalLan.Host4, () => Talk.AskAsync(null, address, 80));
            if (mode == "l2")
            {
                await Expect.SoonAsync(PhysicalLan.Machine4, () => Talk.AskAsync(lan.Machine, address, 80)); // in l3 nobody on the segment knows the way
            }

            await engine.AgreesAsync();
        }
    }

    /// <summary>The page asks the command line where the sandbox is and what the network's id is; here the engine is asked.</summary>
    private static async Task PageAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        Network network = await engine.CreateAsync(
            "n1", "ipvlan", $"parent={PhysicalLan.Nic} linkspan.host_access=true", new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" });
        Sandbox sandbox = await engine.OpenAsync("c1", "n1");
        string[] commands =
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ipvlan.md")).SkipWhile(static line => line != "## How to look inside")
                .SkipWhile(static line => line != "```").Skip(1).TakeWhile(static line => line != "```"),
        ];
        Expect.True(commands.Length > 0, "the page has no commands");
        foreach (string command in commands)
        {
            string typed = command
                .Replace("$(linkspan inspect -f '{{.NetworkSettings.SandboxKey}}' NAME)", sandbox.NamespacePath, StringComparison.Ordinal)
                .Replace("$(linkspan network inspect -f '{{.Id}}' NETWORK | cut -c 1-12)", network.Id[..12], StringComparison.Ordinal);
            Expect.Lacks("linkspan ", typed.Split('#')[0]);
            Expect.True(Witness.Shell(typed).Length > 0, $"{typed} prints nothing");
        }
    }

    private static async Task KillsAsync()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using VmEngine engine = await VmEngine.OpenAsync();
        string before = Routes();
        await engine.CreateAsync(
            "n1", "ipvlan", $"parent={PhysicalLan.Nic} linkspan.host_access=true", new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4 });
        string waiting = Routes();
        await engine.StopAsync();
        var random = new Random(40);
        for (int kill = 0; kill < Kills; kill++)
        {
            using Process victim = Start(engine);
            for (int seen = 0, changes = random.Next(1, 12); seen < changes && await victim.StandardOutput.ReadLineAsync() is not null; seen++)
            {
                // it goes on
            }

            await Task.Delay(random.Next(5, 300)); // anywhere within the next change
            victim.Kill();
            await victim.WaitForExitAsync();
        }

        using (Process last = Start(engine))
        {
            string output = await last.StandardOutput.ReadToEndAsync();
            await last.WaitForExitAsync();
            Expect.True(last.ExitCode == 0, $"{output}exit code {last.ExitCode}");
        }

        await engine.ReopenAsync();
        await engine.AgreesAsync();
        Expect.Equal(Containers, engine.Engine.Sandboxes.Select(static sandbox => sandbox.Endpoints[0].IPv4).Distinct().Count());
        foreach (Sandbox sandbox in engine.Engine.Sandboxes.Where(static sandbox => sandbox.Request.Name is "c0" or "c117" or "c199"))
        {
            using IDisposable listener = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
            await Expect.SoonAsync(PhysicalLan.Machine4, () => Talk.AskAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
            await Expect.SoonAsync(PhysicalLan.Host4, () => Talk.AskAsync(null, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        }

        foreach (Sandbox sandbox in engine.Engine.Sandboxes)
        {
            await engine.CloseAsync(sandbox);
        }

        await engine.AgreesAsync();
        Expect.Equal(waiting, Routes());
        await engine.Engine.RemoveAsync("n1", CancellationToken.None);
        Expect.Equal(before, Routes());
    }

    private static Process Start(VmEngine engine) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [engine.DataRoot, engine.ExecRoot, VmEngine.KeeperPath, $"{Containers}", "0"]) { RedirectStandardOutput = true })!;

    private static string Routes() => Witness.Host("ip -4 route").Replace(" linkdown", "", StringComparison.Ordinal);
}
