using System.Diagnostics;

namespace Linkspan.System.Tests;

/// <summary>dnsmasq as the DHCP server of a segment, in the router's namespace; ends with the test.</summary>
internal sealed class Dnsmasq : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dnsmasq-").FullName;
    private readonly Process _process;

    private Dnsmasq(string space, string[] options)
    {
        _process = Process.Start(new ProcessStartInfo(
            "nsenter",
            [
                $"--net={space}", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--interface=eth0", "--no-ping", "--dhcp-sequential-ip",
                "--dhcp-authoritative", $"--dhcp-leasefile={_folder}/leases", "--pid-file=", $"--log-facility={_folder}/log", "--log-dhcp", .. options,
            ]))!;
    }

    /// <summary>Leases as the server keeps them: time, MAC, address, name, client identifier.</summary>
    public string Leases => File.Exists($"{_folder}/leases") ? File.ReadAllText($"{_folder}/leases") : "";

    /// <summary>What it logged.</summary>
    public string Log => File.Exists($"{_folder}/log") ? File.ReadAllText($"{_folder}/log") : "";

    /// <summary>Starts it with a range and further options; it serves when this returns.</summary>
    public static Dnsmasq Start(PhysicalLan lan, string range, params string[] options)
    {
        var server = new Dnsmasq($"/proc/{Environment.ProcessId}/fd/{lan.Router.Split('/')[^1]}", [$"--dhcp-range={range}", .. options]);
        if (!SpinWait.SpinUntil(() => server.Log.Contains("DHCP", StringComparison.Ordinal), TimeSpan.FromSeconds(30)))
        {
            throw new InvalidOperationException($"dnsmasq does not start: {server.Log}");
        }

        return server;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
