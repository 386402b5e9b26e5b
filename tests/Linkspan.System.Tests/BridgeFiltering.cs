namespace Linkspan.System.Tests;

/// <summary>Keeps br_netfilter away from bridged packets of the test's namespace until disposed.</summary>
internal sealed class BridgeFiltering : IDisposable
{
    private static readonly string[] Switches =
        ["/proc/sys/net/bridge/bridge-nf-call-iptables", "/proc/sys/net/bridge/bridge-nf-call-ip6tables"];

    private readonly Dictionary<string, string> _before = Switches.Where(File.Exists).ToDictionary(static path => path, File.ReadAllText, StringComparer.Ordinal);

    private BridgeFiltering()
    {
    }

    public static BridgeFiltering Off()
    {
        var filtering = new BridgeFiltering();
        foreach (string path in filtering._before.Keys)
        {
            File.WriteAllText(path, "0");
        }

        return filtering;
    }

    public void Dispose()
    {
        foreach ((string path, string value) in _before)
        {
            File.WriteAllText(path, value);
        }
    }
}
